-- Undoes sql/customers.
-- Reads:  nothing
-- Writes: the tasks, procedures, streams, tables and views of the system customers: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop task if exists reelhouse.silver.customers_task;
drop task if exists reelhouse.silver.customers_history_task;
drop task if exists reelhouse.silver.customers_check_task;
drop procedure if exists reelhouse.silver.track_customers();
drop procedure if exists reelhouse.silver.apply_customer_changes();
drop view if exists reelhouse.silver.customers_violations;
drop stream if exists reelhouse.silver.customers_stream;
drop table if exists reelhouse.silver.customers_history;
drop table if exists reelhouse.silver.customers;
drop table if exists reelhouse.silver.customers_deleted;
drop table if exists reelhouse.silver.customers_batch;
drop table if exists reelhouse.silver.customers_drops;
drop stream if exists reelhouse.raw.customer_changes_stream;
drop view if exists reelhouse.raw.customer_changes_drops;
