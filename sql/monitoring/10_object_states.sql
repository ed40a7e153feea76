-- What SHOW says of pipes, streams, tasks and dynamic tables, kept as rows: a view cannot call SHOW. The task of the checks
-- captures them anew before it looks.
-- Reads:  SHOW PIPES, STREAMS, TASKS and DYNAMIC TABLES in database reelhouse
-- Writes: monitoring.object_states, procedure monitoring.capture_states
-- Grain:  one row per object
-- Re-run: safe; the table stays as it is, the procedure is made anew.

create table if not exists reelhouse.monitoring.object_states (
    kind varchar(20) not null comment 'PIPE, STREAM, TASK or DYNAMIC TABLE',
    object_name varchar(500) not null comment 'With database and schema',
    state varchar(40) comment 'RUNNING, started, suspended, ACTIVE; of a stream whether it is stale',
    stale_after timestamp_ltz(3) comment 'Of a stream: when it can no longer be read',
    detail variant comment 'What SYSTEM$PIPE_STATUS says of a pipe; why something was suspended',
    captured_at timestamp_ltz(3) not null comment 'When SHOW was asked',
    constraint object_states_key primary key (kind, object_name)
)
comment = 'What SHOW said last';

create or replace procedure reelhouse.monitoring.capture_states()
returns integer
language sql
comment = 'Asks SHOW for pipes, streams, tasks and dynamic tables; gives how many there are'
as
$$
declare
    captured_at timestamp_ltz default current_timestamp();
    pipes_id varchar;
    streams_id varchar;
    tasks_id varchar;
    dynamic_tables_id varchar;
    pipe_name varchar;
    pipe_status variant;
    pipes cursor for select object_name from reelhouse.monitoring.object_states where kind = 'PIPE';
begin
    show pipes in database reelhouse;
    pipes_id := last_query_id();
    show streams in database reelhouse;
    streams_id := last_query_id();
    show tasks in database reelhouse;
    tasks_id := last_query_id();
    show dynamic tables in database reelhouse;
    dynamic_tables_id := last_query_id();
    begin transaction;
    delete from reelhouse.monitoring.object_states;
    insert into reelhouse.monitoring.object_states (kind, object_name, state, stale_after, detail, captured_at)
    select
        'PIPE',
        "database_name" || '.' || "schema_name" || '.' || "name",
        null,
        null,
        null,
        :captured_at
    from table(result_scan(:pipes_id))
    union all
    select
        'STREAM',
        "database_name" || '.' || "schema_name" || '.' || "name",
        iff("stale" = 'true', 'STALE', 'READABLE'),
        "stale_after",
        object_construct('source', "table_name", 'mode', "mode"),
        :captured_at
    from table(result_scan(:streams_id))
    union all
    select
        'TASK',
        "database_name" || '.' || "schema_name" || '.' || "name",
        "state",
        null,
        object_construct('schedule', "schedule", 'last_suspended_reason', "last_suspended_reason"),
        :captured_at
    from table(result_scan(:tasks_id))
    union all
    select
        'DYNAMIC TABLE',
        "database_name" || '.' || "schema_name" || '.' || "name",
        "scheduling_state",
        null,
        object_construct('target_lag', "target_lag", 'refresh_mode', "refresh_mode"),
        :captured_at
    from table(result_scan(:dynamic_tables_id));
    for pipe in pipes do
        pipe_name := pipe.object_name;
        pipe_status := (select parse_json(system$pipe_status(:pipe_name)));
        update reelhouse.monitoring.object_states
        set state = :pipe_status:executionState::varchar, detail = :pipe_status
        where kind = 'PIPE' and object_name = :pipe_name;
    end for;
    commit;
    return (select count(*) from reelhouse.monitoring.object_states);
end;
$$;
