-- Who may do what: the loader of the chain, and the analyst who reads.
-- Reads:  database reelhouse, warehouse reelhouse_load
-- Writes: roles reelhouse_loader, reelhouse_analyst and their grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

create role if not exists reelhouse_loader
    comment = 'The function snowpipe-refresh: refreshes pipes, verifies and records loads';

create role if not exists reelhouse_analyst
    comment = 'Reads what was loaded';

grant role reelhouse_loader to role sysadmin;
grant role reelhouse_analyst to role sysadmin;

grant usage on warehouse reelhouse_load to role reelhouse_loader;
grant usage on warehouse reelhouse_load to role reelhouse_analyst;
grant usage on database reelhouse to role reelhouse_loader;
grant usage on database reelhouse to role reelhouse_analyst;
grant usage on all schemas in database reelhouse to role reelhouse_loader;
grant usage on all schemas in database reelhouse to role reelhouse_analyst;
