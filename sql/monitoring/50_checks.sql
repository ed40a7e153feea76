-- The checks of the pipeline itself: every 5 minutes a task looks at the states of all objects and raises what it finds.
-- Reads:  views of schema monitoring, gold.v_dynamic_table_status
-- Writes: view monitoring.v_violations, tasks monitoring.checks_task
-- Grain:  one row per thing that is wrong now
-- Re-run: safe; view and task are made anew.

create or replace view reelhouse.monitoring.v_violations
comment = 'What is wrong with the pipeline now'
as
select
    'error' as severity,
    'Rows are unaccounted for: manifest <> loaded + rejected' as invariant,
    drop_id || ' ' || table_name as subject,
    object_construct('manifest', row_count, 'loaded', loaded_count, 'rejected', rejected_count) as detail
from reelhouse.monitoring.v_reconciliation
where not is_balanced
union all
select
    'error' as severity,
    'A stream can no longer be read, or not for much longer' as invariant,
    object_name as subject,
    object_construct('state', state, 'stale_after', stale_after) as detail
from reelhouse.monitoring.v_stream_staleness
where state = 'STALE' or hours_left < 24
union all
select
    'error' as severity,
    'A task has failed in the last hour' as invariant,
    object_name as subject,
    object_construct('error', error_message, 'at', at) as detail
from reelhouse.monitoring.v_failures
where kind = 'TASK' and at > dateadd(hour, -1, current_timestamp())
union all
select
    'error' as severity,
    'A dynamic table does not refresh' as invariant,
    schema_name || '.' || table_name as subject,
    object_construct('status', status, 'scheduling_state', scheduling_state) as detail
from reelhouse.gold.v_dynamic_table_status
where status in ('FAILING', 'SUSPENDED')
union all
select
    'warning' as severity,
    'A dynamic table is behind its target lag' as invariant,
    schema_name || '.' || table_name as subject,
    object_construct('lag_sec', lag_sec, 'target_lag_sec', target_lag_sec) as detail
from reelhouse.gold.v_dynamic_table_status
-- Tables that wake after a pause are behind for a moment: a warning waits until the lag is threefold.
where status = 'LATE' and lag_sec > 3 * target_lag_sec
union all
select
    'error' as severity,
    'A pipe is not running' as invariant,
    object_name as subject,
    object_construct('state', state, 'error', error) as detail
from reelhouse.monitoring.v_pipe_status
where state <> 'RUNNING';

alter task if exists reelhouse.monitoring.checks_task suspend;

create or replace task reelhouse.monitoring.checks_task
    warehouse = reelhouse_load
    schedule = '5 minutes'
    comment = 'Captures the states of all objects and raises what is wrong'
as
begin
    call reelhouse.monitoring.capture_states();
    call reelhouse.monitoring.raise_violations('monitoring.v_violations', 'REELHOUSE.MONITORING.V_VIOLATIONS');
end;
