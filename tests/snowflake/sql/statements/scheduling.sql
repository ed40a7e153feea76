create stream s on table t

create or replace stream db.s.s on table db.s.t append_only = true show_initial_rows = true comment = 'c'

create stream if not exists s on view v

create or replace stream s copy grants on table t at (stream => 'old_stream')

create stream s on table t before (timestamp => to_timestamp(1)) append_only = false

create stream s on stage st

create stream s on external table e insert_only = true

create stream s on dynamic table dt

create stream s2 clone s

alter stream s set comment = 'x'

alter stream if exists s set append_only = true

alter stream s set tag a = 'b'

select system$stream_has_data('S')

create task tk warehouse = wh schedule = '5 minute' as insert into t values (1)

create or replace task db.s.tk warehouse = 'WH' schedule = 'using cron 0 9-17 * * SUN America/Los_Angeles' timezone = 'UTC' allow_overlapping_execution = true user_task_timeout_ms = 10000 suspend_task_after_num_failures = 3 comment = 'c' when system$stream_has_data('S') and 1 = 1 as merge into t using s on t.id = s.id when matched then delete

create task if not exists child user_task_managed_initial_warehouse_size = 'XSMALL' after parent, db.s.other when system$get_predecessor_return_value('PARENT') = 'x' as call my_proc(1, 'a')

create task fin warehouse = wh finalize = root as select 1

create task tk schedule = '1 minutes' config = $${"a": 1}$$ error_integration = ni as begin insert into t values (1); let n int := 2; call p(:n); end

create task tk warehouse = wh as execute immediate $$ begin return 1; end $$

create task tk warehouse = wh schedule = '60 seconds' as declare n int default 1; begin insert into t select :n; exception when other then return sqlerrm; end

create task tk2 clone tk

create or alter task tk warehouse = wh schedule = '10 m' as select 1

alter task tk resume

alter task if exists db.s.tk suspend

alter task tk set schedule = '10 minute' warehouse = wh2

alter task tk unset schedule, comment

alter task tk modify as insert into t values (2)

alter task tk modify when system$stream_has_data('X')

alter task tk remove when

alter task tk add after a, b

alter task tk remove after a

alter task tk set finalize = root

alter task tk set tag a = 'b'

execute task tk

execute task db.s.tk retry last

execute task tk using config = '{"a": 1}'

create alert al warehouse = wh schedule = '1 minute' if (exists (select 1 from t where a > 10)) then insert into log values (current_timestamp())

create or replace alert al warehouse = wh schedule = '1 minute' if (exists (show tables)) then begin call notify(); end

alter alert al suspend

alter alert al resume

alter alert al modify condition exists (select 2 from t)

alter alert al modify action call notify_all()

execute alert al

show tasks in account

show streams like 's%' in schema db.s starts with 'S' limit 10 from 'S1'

show alerts

show terse tasks in schema root only

desc task tk

desc stream s

drop task if exists tk

drop stream s

drop alert al

undrop task tk

select * from table(information_schema.task_history())

select * from table(information_schema.dynamic_table_refresh_history(name => 'DB.S.DT'))
