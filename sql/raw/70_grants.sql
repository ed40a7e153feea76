-- What the loader and the analyst may do in schema raw, and in bronze with the tables that drops are loaded into.
-- Reads:  roles, tables, stages and pipes
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select, insert, update on all tables in schema reelhouse.raw to role reelhouse_loader;
grant usage on all stages in schema reelhouse.raw to role reelhouse_loader;
grant operate, monitor on all pipes in schema reelhouse.raw to role reelhouse_loader;
grant select on all tables in schema reelhouse.raw to role reelhouse_analyst;

grant select on table reelhouse.bronze.raw_sensor_readings to role reelhouse_loader;
grant select on table reelhouse.bronze.raw_sensor_readings to role reelhouse_analyst;
grant operate, monitor on pipe reelhouse.bronze.raw_sensor_readings_pipe to role reelhouse_loader;

grant select on table reelhouse.bronze.raw_transactions to role reelhouse_loader;
grant select on table reelhouse.bronze.raw_transactions to role reelhouse_analyst;
grant operate, monitor on pipe reelhouse.bronze.raw_transactions_pipe to role reelhouse_loader;

grant select on table reelhouse.bronze.raw_customer_events to role reelhouse_loader;
grant select on table reelhouse.bronze.raw_customer_events to role reelhouse_analyst;
grant operate, monitor on pipe reelhouse.bronze.raw_customer_events_pipe to role reelhouse_loader;
