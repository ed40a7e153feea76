-- Ids that occur more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_raw_transactions
-- Grain:  one row per line_id
-- Scope: drop

select line_id
from raw_raw_transactions
where line_id is not null
group by line_id
having count(*) > 1
