-- Pipe of the dataset bookings. It takes no events: snowpipe-refresh refreshes it for one drop, which bounds what a load touches.
-- A file that breaks the table's types is loaded not at all, and its drop is then told as a failure.
-- Reads:  stage raw.bookings_archive
-- Writes: raw.bookings_pipe
-- Grain:  -
-- Re-run: safe; a pipe that is there keeps its load history, without which files would be loaded again.

create pipe if not exists reelhouse.raw.bookings_pipe
    auto_ingest = false
    comment = 'Booking events'
as
copy into reelhouse.raw.bookings (
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
    _source_row
)
from @reelhouse.raw.bookings_archive/bookings/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;
