-- What the analyst may read of the films.
-- Reads:  role reelhouse_analyst
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select on table reelhouse.silver.films to role reelhouse_analyst;
grant select on table reelhouse.silver.films_history to role reelhouse_analyst;
grant select on table reelhouse.silver.films_drops to role reelhouse_analyst;
grant select on view reelhouse.silver.films_violations to role reelhouse_analyst;
