-- Ids that occur more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_raw_customer_events
-- Grain:  one row per event_id
-- Scope: drop

select event_id
from raw_raw_customer_events
where event_id is not null
group by event_id
having count(*) > 1
