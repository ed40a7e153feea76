-- Ids that occur more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_bookings
-- Grain:  one row per event_id
-- Scope: drop

select event_id
from raw_bookings
where event_id is not null
group by event_id
having count(*) > 1
