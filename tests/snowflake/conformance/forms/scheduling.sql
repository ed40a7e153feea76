-- setup
create table src (id int, v varchar);
create table dst (id int, v varchar);
create stream st on table src;
create warehouse if not exists form_wh;
-- CREATE TASK with a SCHEDULE in minutes
create task t_minutes warehouse = form_wh schedule = '5 minutes' as insert into dst select 1, 'x';
-- CREATE TASK with a CRON schedule
create task t_cron schedule = 'using cron 0 9 * * MON-FRI Europe/Berlin' as insert into dst select 2, 'x';
-- CREATE TASK WHEN
create or replace task t_when schedule = '1 minute' when system$stream_has_data('st') as insert into dst select id, v from st;
-- CREATE TASK AFTER
create task t_after after t_minutes as insert into dst select 3, 'x';
-- ALTER TASK RESUME, SUSPEND
alter task t_when resume; alter task t_when suspend;
-- ALTER TASK SET
alter task t_when set schedule = '2 minutes';
-- ALTER TASK MODIFY AS
alter task t_when modify as insert into dst select 4, 'x';
-- ALTER TASK ADD AFTER, REMOVE AFTER
alter task t_after remove after t_minutes; alter task t_after add after t_minutes;
-- EXECUTE TASK
execute task t_minutes;
-- SHOW TASKS
show tasks;
-- DESCRIBE TASK
describe task t_cron;
-- TABLE(INFORMATION_SCHEMA.TASK_HISTORY)
select name, state from table(information_schema.task_history());
-- DROP TASK
drop task t_cron;
-- CREATE DYNAMIC TABLE TARGET_LAG
create dynamic table dt target_lag = '1 minute' warehouse = form_wh as select id, count(*) n from src group by id;
-- CREATE DYNAMIC TABLE ... DOWNSTREAM, REFRESH_MODE, INITIALIZE
create dynamic table dt_down target_lag = downstream warehouse = form_wh refresh_mode = full initialize = on_schedule as select id from dt;
-- ALTER DYNAMIC TABLE REFRESH
alter dynamic table dt refresh;
-- ALTER DYNAMIC TABLE SUSPEND, RESUME
alter dynamic table dt suspend; alter dynamic table dt resume;
-- ALTER DYNAMIC TABLE SET TARGET_LAG
alter dynamic table dt set target_lag = '5 minutes';
-- SHOW DYNAMIC TABLES
show dynamic tables;
-- DESCRIBE DYNAMIC TABLE
describe dynamic table dt;
-- TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY)
select name, state, refresh_action from table(information_schema.dynamic_table_refresh_history());
-- TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_GRAPH_HISTORY)
select name from table(information_schema.dynamic_table_graph_history());
-- TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLES)
select name from table(information_schema.dynamic_tables());
-- DROP DYNAMIC TABLE
drop dynamic table dt_down;
-- CREATE ALERT with a SCHEDULE in minutes
create notification integration form_mail type = email enabled = true; create alert al warehouse = form_wh schedule = '5 minutes' if (exists (select 1 from src where id > 10)) then insert into dst select 9, 'x';
-- CREATE ALERT with a CRON schedule, serverless
create or replace alert al_cron schedule = 'USING CRON 0 9 * * * UTC' comment = 'c' if (exists (show tables like 'src')) then call system$send_email('form_mail', 'a@example.com', 's', 'b');
-- CREATE ALERT CLONE
create alert al_clone clone al;
-- ALTER ALERT RESUME, SUSPEND
alter alert al resume; alter alert al suspend;
-- ALTER ALERT SET, UNSET
alter alert al set schedule = '2 minutes' comment = 'c'; alter alert al unset comment;
-- ALTER ALERT MODIFY CONDITION
alter alert al modify condition exists (select 1 from src where id > 20);
-- ALTER ALERT MODIFY ACTION
alter alert al modify action insert into dst select 10, 'x';
-- EXECUTE ALERT
execute alert al;
-- SHOW ALERTS
show alerts like 'al%' in schema;
-- DESCRIBE ALERT
describe alert al;
-- ALERT_HISTORY
select name, state, scheduled_time, condition_query_id from table(information_schema.alert_history(alert_name => 'AL'));
-- SCHEDULED_TIME and LAST_SUCCESSFUL_SCHEDULED_TIME in an alert
alter alert al modify condition exists (select 1 where snowflake.alert.scheduled_time() > snowflake.alert.last_successful_scheduled_time()); execute alert al;
-- CALL SYSTEM$SEND_EMAIL
call system$send_email('form_mail', 'a@example.com, b@example.com', 'Subject', 'Text');
-- CALL SYSTEM$SEND_SNOWFLAKE_NOTIFICATION
call system$send_snowflake_notification(snowflake.notification.text_plain('Text'), snowflake.notification.email_integration_config('form_mail', 'Subject', array_construct('a@example.com')));
-- NOTIFICATION_HISTORY
select integration_name, status from table(information_schema.notification_history());
-- DROP ALERT
drop alert al_clone; drop alert if exists al_clone;
