-- Rows that name a reading which an earlier row named: the first one counts.
-- Reads:  raw_raw_sensor_readings, reading_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: reading_keys_twice

select _source_file, _source_row
from (
    select
        raw_raw_sensor_readings._source_file,
        raw_raw_sensor_readings._source_row,
        row_number() over (
            partition by raw_raw_sensor_readings.reading_id
            order by raw_raw_sensor_readings._source_file, raw_raw_sensor_readings._source_row
        ) as place
    from raw_raw_sensor_readings
    join reading_keys_twice on reading_keys_twice.reading_id = raw_raw_sensor_readings.reading_id
) as ranked
where place > 1
