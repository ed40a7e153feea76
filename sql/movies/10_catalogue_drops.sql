-- The catalogue's drops as they become whole. Snowpipe loads a drop file by file, and snowpipe-refresh writes raw.drops only when
-- every row of it is proved to be there: so a new row here, not a new film, says that a drop can be worked on.
-- A stream on a view of one table with a filter: docs.snowflake.com/en/user-guide/streams-intro#streams-on-views.
-- Reads:  raw.drops
-- Writes: view raw.catalogue_films_drops, stream raw.catalogue_films_stream
-- Grain:  one row per drop of the catalogue
-- Re-run: safe; what is there stays as it is. A view made anew would make its stream stale.

create view if not exists reelhouse.raw.catalogue_films_drops
comment = 'Whole drops of the catalogue'
as
select
    drop_id,
    mode,
    sequence,
    produced_at,
    rejected_count,
    loaded_at
from reelhouse.raw.drops
where table_name = 'CATALOGUE_FILMS';

create stream if not exists reelhouse.raw.catalogue_films_stream
    on view reelhouse.raw.catalogue_films_drops
    comment = 'Drops of the catalogue that are not in the history yet';
