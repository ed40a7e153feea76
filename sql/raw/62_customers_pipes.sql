-- Pipe of the dataset customers. It takes no events: snowpipe-refresh refreshes it for one drop, which bounds what a load touches.
-- A file that breaks the table's types is loaded not at all, and its drop is then told as a failure.
-- Reads:  stage raw.customers_archive
-- Writes: raw.customer_changes_pipe
-- Grain:  -
-- Re-run: safe; a pipe that is there keeps its load history, without which files would be loaded again.

create pipe if not exists reelhouse.raw.customer_changes_pipe
    auto_ingest = false
    comment = 'Customer changes'
as
copy into reelhouse.raw.customer_changes (
    change_id,
    customer_id,
    operation,
    changed_at,
    first_name,
    last_name,
    email,
    phone,
    street,
    city,
    region,
    postal_code,
    country,
    segment,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.customers_archive/customer_changes/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;
