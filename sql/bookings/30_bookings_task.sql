-- Each minute: what is new in raw into bronze, if there is anything. One statement: its rows and the stream's offset move together.
-- Reads:  raw.bookings_stream
-- Writes: task bronze.bookings_task; when run bronze.bookings
-- Grain:  see 20_bronze_bookings.sql
-- Re-run: safe; the task is made anew and goes on.

alter task if exists reelhouse.bronze.bookings_task suspend;

create or replace task reelhouse.bronze.bookings_task
    warehouse = reelhouse_load
    schedule = '1 minute'
    comment = 'Changes of raw.bookings into bronze.bookings'
    when system$stream_has_data('reelhouse.raw.bookings_stream')
as
insert into reelhouse.bronze.bookings (
    event_id,
    booking_id,
    event_type,
    event_at,
    customer_id,
    movie_id,
    movie_title,
    theatre,
    screening_at,
    tickets,
    unit_price,
    channel,
    _drop_id,
    _source_file,
    _source_row,
    _loaded_at,
    cdc_action,
    cdc_is_update,
    cdc_row_id,
    captured_at
)
select
    event_id,
    booking_id,
    event_type,
    event_at,
    customer_id,
    movie_id,
    movie_title,
    theatre,
    screening_at,
    tickets,
    unit_price,
    channel,
    _drop_id,
    _source_file,
    _source_row,
    _loaded_at,
    metadata$action as cdc_action,
    metadata$isupdate as cdc_is_update,
    metadata$row_id as cdc_row_id,
    current_timestamp() as captured_at
from reelhouse.raw.bookings_stream;

alter task reelhouse.bronze.bookings_task resume;
