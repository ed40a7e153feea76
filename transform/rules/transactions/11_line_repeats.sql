-- Rows that name a line which an earlier row named: the first one counts.
-- Reads:  raw_raw_transactions, line_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: line_keys_twice

select _source_file, _source_row
from (
    select
        raw_raw_transactions._source_file,
        raw_raw_transactions._source_row,
        row_number() over (
            partition by raw_raw_transactions.line_id
            order by raw_raw_transactions._source_file, raw_raw_transactions._source_row
        ) as place
    from raw_raw_transactions
    join line_keys_twice on line_keys_twice.line_id = raw_raw_transactions.line_id
) as ranked
where place > 1
