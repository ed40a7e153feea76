-- What the analyst may read of the bookings.
-- Reads:  role reelhouse_analyst
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select on table reelhouse.bronze.bookings to role reelhouse_analyst;
grant select on dynamic table reelhouse.silver.bookings to role reelhouse_analyst;
grant select on dynamic table reelhouse.gold.bookings_by_movie to role reelhouse_analyst;
grant select on dynamic table reelhouse.gold.bookings_by_window to role reelhouse_analyst;
