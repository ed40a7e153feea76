-- Rows that name a change which an earlier row named: the first one counts.
-- Reads:  raw_customer_changes, change_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: change_keys_twice

select _source_file, _source_row
from (
    select
        raw_customer_changes._source_file,
        raw_customer_changes._source_row,
        row_number() over (
            partition by raw_customer_changes.change_id
            order by raw_customer_changes._source_file, raw_customer_changes._source_row
        ) as place
    from raw_customer_changes
    join change_keys_twice on change_keys_twice.change_id = raw_customer_changes.change_id
) as ranked
where place > 1
