-- How each device did, hour by hour. Statistics are those of readings within range; the score is the share of readings without an anomaly.
-- Refresh: AUTO should take incremental. GROUP BY over one table: only hours with changed readings are made again.
-- Reads:  silver.sensor_readings_cleaned
-- Writes: dynamic table gold.device_health_hourly, at most 5 minutes behind
-- Grain:  one row per device, kind and hour
-- Re-run: safe; the table is made anew from silver.

create or replace dynamic table reelhouse.gold.device_health_hourly (
    device_id comment 'Id of the device',
    sensor_type comment 'temperature, humidity, pressure or vibration',
    hour_start comment 'The hour of the readings, UTC',
    location comment 'Where the device is',
    readings comment 'How many there are',
    out_of_range comment 'Readings that cannot be',
    jumps comment 'Readings too far from the one before',
    stuck comment 'Readings of a sensor that shows one value only',
    anomalies comment 'Readings with any of these',
    least_value comment 'Least value within range, in the unit of its kind',
    mean_value comment 'Mean value within range',
    most_value comment 'Largest value within range',
    least_battery_pct comment 'Lowest charge of the battery, 0 to 100',
    health_score comment 'Share of readings without an anomaly, 0 to 100',
    status comment 'battery low, failing, degraded or healthy',
    last_reading_at comment 'When the last of the readings was taken, UTC'
)
    target_lag = '5 minutes'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Devices by the hour'
as
select
    device_id,
    sensor_type,
    date_trunc('hour', reading_at) as hour_start,
    max(location) as location,
    count(*) as readings,
    count_if(is_out_of_range) as out_of_range,
    count_if(is_jump) as jumps,
    count_if(is_stuck) as stuck,
    count_if(is_anomaly) as anomalies,
    min(iff(is_out_of_range, null, value)) as least_value,
    avg(iff(is_out_of_range, null, value))::number(18, 6) as mean_value,
    max(iff(is_out_of_range, null, value)) as most_value,
    min(battery_pct) as least_battery_pct,
    round(100 * count_if(not is_anomaly) / count(*), 1) as health_score,
    case
        when min(battery_pct) < 10 then 'battery low'
        when count_if(is_anomaly) * 2 >= count(*) then 'failing'
        when count_if(is_anomaly) * 10 >= count(*) then 'degraded'
        else 'healthy'
    end as status,
    max(reading_at) as last_reading_at
from reelhouse.silver.sensor_readings_cleaned
group by device_id, sensor_type, date_trunc('hour', reading_at);
