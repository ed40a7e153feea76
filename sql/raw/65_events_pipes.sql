-- Pipe of the dataset events. It takes no events: snowpipe-refresh refreshes it for one drop, which bounds what a load touches.
-- A file that breaks the table's types is loaded not at all, and its drop is then told as a failure.
-- Reads:  stage raw.events_archive
-- Writes: bronze.raw_customer_events_pipe
-- Grain:  -
-- Re-run: safe; a pipe that is there keeps its load history, without which files would be loaded again.

create pipe if not exists reelhouse.bronze.raw_customer_events_pipe
    auto_ingest = false
    comment = 'Customer events'
as
copy into reelhouse.bronze.raw_customer_events (
    event_id,
    customer_id,
    event_at,
    event_type,
    product,
    category,
    price,
    quantity,
    cart_total,
    device,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.events_archive/raw_customer_events/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;
