-- Readings in one unit per kind, with what is odd about them. A reading that came in several drops counts once.
-- is_out_of_range: outside what can be measured. is_jump: further from the mean of the 12 readings before it than 4 of their standard
-- deviations and than the kind's noise; judged from 5 good readings on. is_stuck: the sixth of the same value in a row, or a later one.
-- Readings out of range do not enter the statistics. A device's day stands for itself: the first readings of a day are not judged against
-- the day before, so a new reading makes one device's day again and not all its past.
-- Refresh: AUTO should take incremental. Windows have PARTITION BY keys, and nothing depends on the time of the refresh
-- (docs.snowflake.com/en/user-guide/dynamic-tables/supported-queries).
-- Reads:  bronze.raw_sensor_readings
-- Writes: dynamic table silver.sensor_readings_cleaned, at most 1 minute behind
-- Grain:  one row per reading
-- Re-run: safe; the table is made anew from bronze.

create or replace dynamic table reelhouse.silver.sensor_readings_cleaned
    target_lag = '1 minute'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Readings in one unit per kind, with anomaly flags'
as
with readings as (
    select
        reading_id,
        trim(device_id) as device_id,
        sensor_type,
        reading_at,
        case
            when sensor_type = 'temperature' and upper(unit) in ('F', '°F', 'FAHRENHEIT') then (value - 32) * 5 / 9
            when sensor_type = 'temperature' and upper(unit) in ('K', 'KELVIN') then value - 273.15
            when sensor_type = 'pressure' and upper(unit) = 'PA' then value / 100
            when sensor_type = 'pressure' and upper(unit) = 'KPA' then value * 10
            else value
        end::number(18, 6) as value,
        case sensor_type
            when 'temperature' then 'C'
            when 'humidity' then '%'
            when 'pressure' then 'hPa'
            else 'mm/s'
        end as unit,
        battery_pct,
        trim(location) as location
    from reelhouse.bronze.raw_sensor_readings
    qualify row_number() over (partition by reading_id order by _loaded_at, _drop_id, _source_row) = 1
),

ranged as (
    select
        reading_id,
        device_id,
        sensor_type,
        reading_at,
        value,
        unit,
        battery_pct,
        location,
        case sensor_type
            when 'temperature' then value not between -60 and 85
            when 'humidity' then value not between 0 and 100
            when 'pressure' then value not between 300 and 1100
            else value not between 0 and 200
        end as is_out_of_range,
        -- What this kind may move by without meaning anything.
        case sensor_type when 'temperature' then 1 when 'humidity' then 3 when 'pressure' then 2 else 1 end as noise
    from readings
),

judged as (
    select
        reading_id,
        device_id,
        sensor_type,
        reading_at,
        value,
        unit,
        battery_pct,
        location,
        is_out_of_range,
        noise,
        lag(value) over (
            partition by device_id, sensor_type, reading_at::date order by reading_at, reading_id
        ) as previous_value,
        count(iff(is_out_of_range, null, value)) over (
            partition by device_id, sensor_type, reading_at::date order by reading_at, reading_id
            rows between 12 preceding and 1 preceding
        ) as recent_count,
        avg(iff(is_out_of_range, null, value)::float) over (
            partition by device_id, sensor_type, reading_at::date order by reading_at, reading_id
            rows between 12 preceding and 1 preceding
        ) as recent_mean,
        stddev_samp(iff(is_out_of_range, null, value)::float) over (
            partition by device_id, sensor_type, reading_at::date order by reading_at, reading_id
            rows between 12 preceding and 1 preceding
        ) as recent_deviation,
        count(*) over (
            partition by device_id, sensor_type, reading_at::date order by reading_at, reading_id
            rows between 5 preceding and current row
        ) as run_count,
        min(value) over (
            partition by device_id, sensor_type, reading_at::date order by reading_at, reading_id
            rows between 5 preceding and current row
        ) as run_least,
        max(value) over (
            partition by device_id, sensor_type, reading_at::date order by reading_at, reading_id
            rows between 5 preceding and current row
        ) as run_most
    from ranged
)

select
    reading_id,
    device_id,
    sensor_type,
    reading_at,
    value,
    unit,
    battery_pct,
    location,
    previous_value,
    round(recent_mean, 3) as mean_before,
    round(recent_deviation, 3) as deviation_before,
    is_out_of_range,
    recent_count >= 5 and abs(value - recent_mean) > greatest(4 * recent_deviation, noise) as is_jump,
    run_count = 6 and run_least = run_most as is_stuck,
    is_out_of_range or is_jump or is_stuck as is_anomaly
from judged;
