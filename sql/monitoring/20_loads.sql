-- What was loaded, by drop and by file, and whether every row that a manifest promised is accounted for.
-- Reads:  raw.drops, COPY_HISTORY of the raw tables
-- Writes: views monitoring.v_loads, v_file_loads, v_reconciliation
-- Grain:  v_loads and v_reconciliation: one row per drop and table; v_file_loads: one row per file that a pipe has read in the last 7 days
-- Re-run: safe; the views are made anew.

create or replace view reelhouse.monitoring.v_loads (
    drop_id comment 'The drop',
    dataset comment 'Its contract',
    table_name comment 'Where its rows went',
    mode comment 'snapshot or delta',
    sequence comment 'The producer''s number',
    produced_at comment 'When the producer made it, UTC',
    loaded_at comment 'When the load was proved',
    row_count comment 'Rows in the manifest',
    loaded_count comment 'Rows in the table',
    rejected_count comment 'Rows that broke the contract',
    rejected_share comment 'Their share',
    file_count comment 'Files in the archive'
)
comment = 'The load ledger: one row per drop and table'
as
select
    drop_id,
    dataset,
    table_name,
    mode,
    sequence,
    produced_at,
    loaded_at,
    row_count,
    loaded_count,
    rejected_count,
    rejected_count / nullif(row_count, 0) as rejected_share,
    file_count
from reelhouse.raw.drops;

create or replace view reelhouse.monitoring.v_reconciliation
comment = 'Rows in the manifest against rows loaded and rejected: unaccounted is 0, or something is lost or twice'
as
select
    dataset,
    table_name,
    drop_id,
    row_count,
    loaded_count,
    rejected_count,
    row_count - loaded_count - rejected_count as unaccounted,
    row_count = loaded_count + rejected_count as is_balanced
from reelhouse.raw.drops;

create or replace view reelhouse.monitoring.v_file_loads
comment = 'What the pipes say of every file of the last 7 days'
as
with history as (
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.MOVIES', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.RATINGS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.TAGS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.LINKS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.GENOME_SCORES', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.GENOME_TAGS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.CATALOGUE_FILMS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.BOOKINGS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.RAW.CUSTOMER_CHANGES', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.BRONZE.RAW_SENSOR_READINGS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.BRONZE.RAW_TRANSACTIONS', start_time => dateadd(day, -7, current_timestamp())
    ))
    union all
    select *
    from table(reelhouse.information_schema.copy_history(
        table_name => 'REELHOUSE.BRONZE.RAW_CUSTOMER_EVENTS', start_time => dateadd(day, -7, current_timestamp())
    ))
)

select
    file_name,
    status,
    row_parsed,
    row_count,
    error_count,
    first_error_message,
    file_size,
    last_load_time,
    pipe_name,
    table_schema_name || '.' || table_name as table_name,
    regexp_substr(file_name, '[0-9a-f]{16}') as drop_id
from history;
