-- Undoes sql/sensors.
-- Reads:  nothing
-- Writes: the dynamic tables of the system sensors: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop dynamic table if exists reelhouse.gold.device_health_hourly;
drop dynamic table if exists reelhouse.silver.sensor_readings_cleaned;
