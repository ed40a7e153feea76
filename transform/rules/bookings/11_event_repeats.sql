-- Rows that name an event which an earlier row named: the first one counts.
-- Reads:  raw_bookings, event_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: event_keys_twice

select _source_file, _source_row
from (
    select
        raw_bookings._source_file,
        raw_bookings._source_row,
        row_number() over (
            partition by raw_bookings.event_id
            order by raw_bookings._source_file, raw_bookings._source_row
        ) as place
    from raw_bookings
    join event_keys_twice on event_keys_twice.event_id = raw_bookings.event_id
) as ranked
where place > 1
