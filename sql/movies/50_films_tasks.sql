-- Each minute: new drops into the history, if there are any; then its invariants.
-- Reads:  raw.catalogue_films_stream, silver.films_violations
-- Writes: tasks silver.films_task, silver.films_check_task; when run silver.films_history, silver.films, monitoring.alerts
-- Grain:  -
-- Re-run: safe; the tasks are made anew and go on.

alter task if exists reelhouse.silver.films_task suspend;

create or replace task reelhouse.silver.films_task
    warehouse = reelhouse_load
    schedule = '1 minute'
    comment = 'New drops of the catalogue into films_history and films'
    when system$stream_has_data('reelhouse.raw.catalogue_films_stream')
as
call reelhouse.silver.apply_catalogue_drops();

create or replace task reelhouse.silver.films_check_task
    warehouse = reelhouse_load
    comment = 'Alerts where an invariant of films_history is broken'
    after reelhouse.silver.films_task
as
call reelhouse.monitoring.raise_violations('silver.films_violations', 'reelhouse.silver.films_violations');

-- Drops from before the stream.
call reelhouse.silver.apply_catalogue_drops();

alter task reelhouse.silver.films_check_task resume;
alter task reelhouse.silver.films_task resume;
