-- Undoes sql/events.
-- Reads:  nothing
-- Writes: the dynamic tables of the system events: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop dynamic table if exists reelhouse.gold.customer_behavior_metrics;
drop dynamic table if exists reelhouse.silver.customer_sessions;
