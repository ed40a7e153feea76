-- Raw table of the dataset sensors: the columns of its contract, and where each row comes from.
-- Reads:  schema reelhouse.bronze
-- Writes: bronze.raw_sensor_readings
-- Grain:  one row per row of a member of a drop; a drop's rows once
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.bronze.raw_sensor_readings (
    reading_id varchar(40) not null comment 'Id of the reading',
    device_id varchar(40) not null comment 'Id of the device',
    sensor_type varchar(20) not null comment 'What is measured',
    reading_at timestamp_ntz(3) not null comment 'When it was measured, UTC',
    value number(18, 6) not null comment 'What was measured',
    unit varchar(20) not null comment 'Unit of the value',
    battery_pct number(5, 2) comment 'Charge of the battery, 0 to 100',
    location varchar(100) comment 'Where the device is',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Sensor readings';
