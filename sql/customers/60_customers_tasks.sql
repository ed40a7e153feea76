-- Each minute: whole drops of changes into the customers, if there are any; then what that changed into their history; then the
-- invariants. One graph, so that none works while another does. Changes that a failed run left out of the history start it too.
-- Reads:  raw.customer_changes_stream, silver.customers_stream, silver.customers_violations
-- Writes: tasks silver.customers_task, silver.customers_history_task, silver.customers_check_task; when run silver.customers,
--         silver.customers_history, monitoring.alerts
-- Grain:  -
-- Re-run: safe; the tasks are made anew and go on.

alter task if exists reelhouse.silver.customers_task suspend;

create or replace task reelhouse.silver.customers_task
    warehouse = reelhouse_load
    schedule = '1 minute'
    comment = 'Customer changes from staging into silver.customers'
    when system$stream_has_data('reelhouse.raw.customer_changes_stream')
    or system$stream_has_data('reelhouse.silver.customers_stream')
as
call reelhouse.silver.apply_customer_changes();

create or replace task reelhouse.silver.customers_history_task
    warehouse = reelhouse_load
    comment = 'Changes of silver.customers into customers_history'
    after reelhouse.silver.customers_task
as
call reelhouse.silver.track_customers();

create or replace task reelhouse.silver.customers_check_task
    warehouse = reelhouse_load
    comment = 'Alerts where an invariant of the customers is broken'
    after reelhouse.silver.customers_history_task
as
call reelhouse.monitoring.raise_violations('silver.customers_violations', 'reelhouse.silver.customers_violations');

-- Drops from before the stream.
call reelhouse.silver.apply_customer_changes();
call reelhouse.silver.track_customers();

alter task reelhouse.silver.customers_check_task resume;
alter task reelhouse.silver.customers_history_task resume;
alter task reelhouse.silver.customers_task resume;
