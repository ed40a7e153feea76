-- What the analyst may look at.
-- Reads:  views of the schemas monitoring, silver and gold
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select on all tables in schema reelhouse.monitoring to role reelhouse_analyst;
grant select on all views in schema reelhouse.monitoring to role reelhouse_analyst;
grant select on all tables in schema reelhouse.silver to role reelhouse_analyst;
grant select on all dynamic tables in schema reelhouse.silver to role reelhouse_analyst;
grant select on all tables in schema reelhouse.gold to role reelhouse_analyst;
grant select on all dynamic tables in schema reelhouse.gold to role reelhouse_analyst;
grant select on all views in schema reelhouse.gold to role reelhouse_analyst;
