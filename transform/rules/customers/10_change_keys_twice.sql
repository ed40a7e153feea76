-- Ids that occur more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_customer_changes
-- Grain:  one row per change_id
-- Scope: drop

select change_id
from raw_customer_changes
where change_id is not null
group by change_id
having count(*) > 1
