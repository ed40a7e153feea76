-- Ids that occur more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_raw_sensor_readings
-- Grain:  one row per reading_id
-- Scope: drop

select reading_id
from raw_raw_sensor_readings
where reading_id is not null
group by reading_id
having count(*) > 1
