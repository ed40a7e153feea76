-- Sensor readings as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- Reads:  raw_raw_sensor_readings, reading_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.reading_id,
    typed.device_id,
    typed.sensor_type,
    typed.reading_at,
    typed.value,
    typed.unit,
    typed.battery_pct,
    typed.location,
    typed._source_file,
    typed._source_row,
    case
        when typed.reading_id is null then 'reading_id_missing'
        when length(typed.reading_id) > 40 then 'reading_id_too_long'
        when typed.device_id is null then 'device_id_missing'
        when length(typed.device_id) > 40 then 'device_id_too_long'
        when typed.sensor_type is null then 'sensor_type_missing'
        when typed.sensor_type not in ('temperature', 'humidity', 'pressure', 'vibration') then 'sensor_type_unknown'
        when typed.raw_reading_at is null then 'reading_at_missing'
        when typed.reading_at is null then 'reading_at_not_a_utc_time'
        when typed.reading_at < timestamp '2000-01-01 00:00:00'
            or typed.reading_at > timestamp '2100-01-01 00:00:00'
            then 'reading_at_out_of_range'
        when typed.raw_value is null then 'value_missing'
        when typed.value is null then 'value_not_a_number_of_six_decimals'
        when typed.unit is null then 'unit_missing'
        when length(typed.unit) > 20 then 'unit_too_long'
        when typed.raw_battery_pct is not null and typed.battery_pct is null then 'battery_pct_not_a_number_of_two_decimals'
        when typed.battery_pct < 0 or typed.battery_pct > 100 then 'battery_pct_out_of_range'
        when length(typed.location) > 100 then 'location_too_long'
        when reading_repeats._source_row is not null then 'reading_repeated'
    end as _reason
from (
    select
        reading_id,
        device_id,
        sensor_type,
        reading_at as raw_reading_at,
        try_cast(
            regexp_extract(
                reading_at,
                '^([0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?)Z\z',
                1
            ) as timestamp
        ) as reading_at,
        value as raw_value,
        try_cast(regexp_extract(value, '^-?[0-9]{1,12}([.][0-9]{1,6})?\z', 0) as decimal(18, 6)) as value,
        unit,
        battery_pct as raw_battery_pct,
        try_cast(regexp_extract(battery_pct, '^-?[0-9]{1,3}([.][0-9]{1,2})?\z', 0) as decimal(5, 2)) as battery_pct,
        location,
        _source_file,
        _source_row
    from raw_raw_sensor_readings
) as typed
left join reading_repeats
    on reading_repeats._source_file = typed._source_file
    and reading_repeats._source_row = typed._source_row
