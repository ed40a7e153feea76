-- What the analyst may read of the customers.
-- Reads:  role reelhouse_analyst
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select on table reelhouse.silver.customers to role reelhouse_analyst;
grant select on table reelhouse.silver.customers_history to role reelhouse_analyst;
grant select on table reelhouse.silver.customers_deleted to role reelhouse_analyst;
grant select on view reelhouse.silver.customers_violations to role reelhouse_analyst;
