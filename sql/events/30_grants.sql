-- What the analyst may read of the sessions.
-- Reads:  role reelhouse_analyst
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select on dynamic table reelhouse.silver.customer_sessions to role reelhouse_analyst;
grant select on dynamic table reelhouse.gold.customer_behavior_metrics to role reelhouse_analyst;
