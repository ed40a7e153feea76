-- Pipe of the dataset sensors. It takes no events: snowpipe-refresh refreshes it for one drop, which bounds what a load touches.
-- A file that breaks the table's types is loaded not at all, and its drop is then told as a failure.
-- Reads:  stage raw.sensors_archive
-- Writes: bronze.raw_sensor_readings_pipe
-- Grain:  -
-- Re-run: safe; a pipe that is there keeps its load history, without which files would be loaded again.

create pipe if not exists reelhouse.bronze.raw_sensor_readings_pipe
    auto_ingest = false
    comment = 'Sensor readings'
as
copy into reelhouse.bronze.raw_sensor_readings (
    reading_id,
    device_id,
    sensor_type,
    reading_at,
    value,
    unit,
    battery_pct,
    location,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.sensors_archive/raw_sensor_readings/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;
