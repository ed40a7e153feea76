-- Rows that name an event which an earlier row named: the first one counts.
-- Reads:  raw_raw_customer_events, event_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: event_keys_twice

select _source_file, _source_row
from (
    select
        raw_raw_customer_events._source_file,
        raw_raw_customer_events._source_row,
        row_number() over (
            partition by raw_raw_customer_events.event_id
            order by raw_raw_customer_events._source_file, raw_raw_customer_events._source_row
        ) as place
    from raw_raw_customer_events
    join event_keys_twice on event_keys_twice.event_id = raw_raw_customer_events.event_id
) as ranked
where place > 1
