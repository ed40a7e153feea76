-- The warehouse that verifies loads and runs the transformations. Snowpipe itself needs none.
-- Reads:  nothing
-- Writes: warehouse reelhouse_load
-- Grain:  -
-- Re-run: safe; what is there stays as it is.

create warehouse if not exists reelhouse_load
    warehouse_size = 'XSMALL'
    auto_suspend = 60
    auto_resume = true
    initially_suspended = true
    comment = 'Verifies loads, runs transformations';
