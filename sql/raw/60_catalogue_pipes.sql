-- Pipes of the dataset catalogue. They take no events: snowpipe-refresh refreshes them for one drop, which bounds what a load touches.
-- A file that breaks the table's types is loaded not at all, and its drop is then told as a failure.
-- Reads:  stage raw.catalogue_archive
-- Writes: raw.catalogue_films_pipe
-- Grain:  -
-- Re-run: safe; a pipe that is there keeps its load history, without which files would be loaded again.

create pipe if not exists reelhouse.raw.catalogue_films_pipe
    auto_ingest = false
    comment = 'Films'
as
copy into reelhouse.raw.catalogue_films (
    title,
    us_gross,
    worldwide_gross,
    us_dvd_sales,
    production_budget,
    release_date,
    mpaa_rating,
    running_time_min,
    distributor,
    source,
    major_genre,
    creative_type,
    director,
    rotten_tomatoes_rating,
    imdb_rating,
    imdb_votes,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.catalogue_archive/catalogue_films/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;
