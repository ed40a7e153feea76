-- What has failed, what stands still, what is about to be lost.
-- Reads:  TASK_HISTORY and DYNAMIC_TABLE_REFRESH_HISTORY of database reelhouse, monitoring.object_states, monitoring.alerts
-- Writes: views monitoring.v_failures, v_stream_staleness, v_pipe_status, v_quality
-- Grain:  one row per failed run of the last 7 days; one row per stream; one row per pipe; one row per open finding
-- Re-run: safe; the views are made anew.

create or replace view reelhouse.monitoring.v_failures
comment = 'Runs of tasks and refreshes of dynamic tables that failed in the last 7 days'
as
select
    'TASK' as kind,
    schema_name || '.' || name as object_name,
    state,
    scheduled_time as at,
    error_code,
    error_message,
    query_id
from table(reelhouse.information_schema.task_history(
    scheduled_time_range_start => dateadd(day, -6, current_timestamp()), result_limit => 10000, error_only => true
))
where database_name = 'REELHOUSE'
union all
select
    'DYNAMIC TABLE' as kind,
    schema_name || '.' || name as object_name,
    state,
    data_timestamp as at,
    state_code as error_code,
    state_message as error_message,
    query_id
from table(reelhouse.information_schema.dynamic_table_refresh_history(error_only => true, result_limit => 10000))
where database_name = 'REELHOUSE';

create or replace view reelhouse.monitoring.v_stream_staleness
comment = 'Streams, and how long they can still be read; as of the last capture'
as
select
    object_name,
    state,
    stale_after,
    captured_at,
    detail:source::varchar as source,
    timestampdiff(hour, current_timestamp(), stale_after) as hours_left
from reelhouse.monitoring.object_states
where kind = 'STREAM';

create or replace view reelhouse.monitoring.v_pipe_status
comment = 'Pipes and what SYSTEM$PIPE_STATUS said of them; as of the last capture'
as
select
    object_name,
    state,
    captured_at,
    detail:pendingFileCount::number as pending_files,
    detail:lastIngestedTimestamp::timestamp_ltz as last_ingested_at,
    detail:error::varchar as error
from reelhouse.monitoring.object_states
where kind = 'PIPE';

create or replace view reelhouse.monitoring.v_quality
comment = 'Findings of the checks of the last 7 days, the newest first'
as
select
    raised_at,
    severity,
    source,
    title,
    detail,
    told_at
from reelhouse.monitoring.alerts
where raised_at > dateadd(day, -7, current_timestamp());
