-- How fresh each layer is, and whether the dynamic tables keep their lag.
-- Reads:  INFORMATION_SCHEMA of database reelhouse, raw.drops, monitoring.object_states
-- Writes: views gold.v_dynamic_table_status, gold.v_pipeline_freshness, monitoring.v_row_counts
-- Grain:  one row per dynamic table; one row per dataset and layer; one row per table
-- Re-run: safe; the views are made anew.

create or replace view reelhouse.gold.v_dynamic_table_status (
    schema_name comment 'Its schema',
    table_name comment 'Its name',
    target_lag_sec comment 'How far it may be behind, in seconds',
    latest_data_timestamp comment 'As of when it is right',
    last_refresh_state comment 'How the last refresh ended',
    mean_lag_sec comment 'How far it was behind on average, in seconds',
    maximum_lag_sec comment 'How far it was behind at most, in seconds',
    time_within_target_lag_ratio comment 'Share of the time in which it kept its lag, 0 to 1',
    scheduling_state comment 'ACTIVE or SUSPENDED',
    lag_sec comment 'How far it is behind now, in seconds',
    status comment 'FRESH, LATE, FAILING, NEVER REFRESHED or SUSPENDED'
)
comment = 'Every dynamic table: its lag against its target, and how the last refresh went'
as
select
    schema_name,
    name as table_name,
    target_lag_sec,
    latest_data_timestamp,
    last_completed_refresh_state as last_refresh_state,
    mean_lag_sec,
    maximum_lag_sec,
    time_within_target_lag_ratio,
    scheduling_state:state::varchar as scheduling_state,
    timestampdiff(second, latest_data_timestamp, current_timestamp()) as lag_sec,
    case
        when scheduling_state:state::varchar = 'SUSPENDED' then 'SUSPENDED'
        when last_completed_refresh_state = 'FAILED' then 'FAILING'
        when latest_data_timestamp is null then 'NEVER REFRESHED'
        -- A refresh takes its time: a table is late when it is behind by more than one lag and a half.
        when timestampdiff(second, latest_data_timestamp, current_timestamp()) > 1.5 * target_lag_sec then 'LATE'
        else 'FRESH'
    end as status
from table(reelhouse.information_schema.dynamic_tables(result_limit => 10000))
where database_name = 'REELHOUSE';

create or replace view reelhouse.monitoring.v_row_counts
comment = 'Rows of every table, by layer'
as
select
    table_schema as layer,
    table_name,
    row_count,
    bytes,
    last_altered
from reelhouse.information_schema.tables
where table_schema in ('RAW', 'BRONZE', 'SILVER', 'GOLD') and table_type = 'BASE TABLE';

create or replace view reelhouse.gold.v_pipeline_freshness (
    layer comment 'RAW, or the schema of a dynamic table',
    name comment 'The dataset, or the dynamic table',
    fresh_as_of comment 'When it last brought rows, or as of when it is right',
    age_sec comment 'How long ago that is, in seconds',
    target_lag_sec comment 'How far it may be behind, in seconds; null: nothing is promised',
    status comment 'LOADED, or how the dynamic table is'
)
comment = 'When each dataset last brought rows, and how old the layers made of them are'
as
select
    'RAW' as layer,
    dataset as name,
    max(loaded_at) as fresh_as_of,
    timestampdiff(second, max(loaded_at), current_timestamp()) as age_sec,
    null::number(18, 0) as target_lag_sec,
    'LOADED' as status
from reelhouse.raw.drops
group by dataset
union all
select
    schema_name as layer,
    table_name as name,
    latest_data_timestamp as fresh_as_of,
    lag_sec as age_sec,
    target_lag_sec,
    status
from reelhouse.gold.v_dynamic_table_status;
