-- Pipe of the dataset transactions. It takes no events: snowpipe-refresh refreshes it for one drop, which bounds what a load touches.
-- A file that breaks the table's types is loaded not at all, and its drop is then told as a failure.
-- Reads:  stage raw.transactions_archive
-- Writes: bronze.raw_transactions_pipe
-- Grain:  -
-- Re-run: safe; a pipe that is there keeps its load history, without which files would be loaded again.

create pipe if not exists reelhouse.bronze.raw_transactions_pipe
    auto_ingest = false
    comment = 'Lines of sales'
as
copy into reelhouse.bronze.raw_transactions (
    line_id,
    transaction_id,
    transaction_at,
    customer_id,
    product_id,
    product_name,
    category,
    quantity,
    unit_price,
    discount_pct,
    tax_pct,
    payment_method,
    store,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.transactions_archive/raw_transactions/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;
