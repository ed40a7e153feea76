-- What the loader and the analyst may do in schema raw.
-- Reads:  roles, tables, stages and pipes
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select, insert, update on all tables in schema reelhouse.raw to role reelhouse_loader;
grant usage on all stages in schema reelhouse.raw to role reelhouse_loader;
grant operate, monitor on all pipes in schema reelhouse.raw to role reelhouse_loader;
grant select on all tables in schema reelhouse.raw to role reelhouse_analyst;
