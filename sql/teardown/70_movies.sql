-- Undoes sql/movies.
-- Reads:  nothing
-- Writes: the tasks, procedure, view, tables and stream of the system movies: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop task if exists reelhouse.silver.films_task;
drop task if exists reelhouse.silver.films_check_task;
drop procedure if exists reelhouse.silver.apply_catalogue_drops();
drop view if exists reelhouse.silver.films_violations;
drop table if exists reelhouse.silver.films;
drop table if exists reelhouse.silver.films_history;
drop table if exists reelhouse.silver.films_drops;
drop stream if exists reelhouse.raw.catalogue_films_stream;
drop view if exists reelhouse.raw.catalogue_films_drops;
