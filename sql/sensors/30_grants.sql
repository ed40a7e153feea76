-- What the analyst may read of the sensors.
-- Reads:  role reelhouse_analyst
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select on dynamic table reelhouse.silver.sensor_readings_cleaned to role reelhouse_analyst;
grant select on dynamic table reelhouse.gold.device_health_hourly to role reelhouse_analyst;
