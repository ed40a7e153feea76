-- Undoes sql/bookings.
-- Reads:  nothing
-- Writes: the dynamic tables, task, table and stream of the system bookings: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop dynamic table if exists reelhouse.gold.bookings_by_window;
drop dynamic table if exists reelhouse.gold.bookings_by_movie;
drop dynamic table if exists reelhouse.silver.bookings;
drop task if exists reelhouse.bronze.bookings_task;
drop table if exists reelhouse.bronze.bookings;
drop stream if exists reelhouse.raw.bookings_stream;
