-- Pipes of the dataset movielens. They take no events: snowpipe-refresh refreshes them for one drop, which bounds what a load touches.
-- A file that breaks the table's types is loaded not at all, and its drop is then told as a failure.
-- Reads:  stage raw.movielens_archive
-- Writes: raw.movies_pipe, raw.ratings_pipe, raw.tags_pipe, raw.links_pipe, raw.genome_scores_pipe, raw.genome_tags_pipe
-- Grain:  -
-- Re-run: safe; a pipe that is there keeps its load history, without which files would be loaded again.

create pipe if not exists reelhouse.raw.movies_pipe
    auto_ingest = false
    comment = 'Movies'
as
copy into reelhouse.raw.movies (
    movie_id,
    title,
    genres,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.movielens_archive/movies/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;

create pipe if not exists reelhouse.raw.ratings_pipe
    auto_ingest = false
    comment = 'Ratings'
as
copy into reelhouse.raw.ratings (
    user_id,
    movie_id,
    rating,
    rated_at,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.movielens_archive/ratings/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;

create pipe if not exists reelhouse.raw.tags_pipe
    auto_ingest = false
    comment = 'Tags'
as
copy into reelhouse.raw.tags (
    user_id,
    movie_id,
    tag,
    tagged_at,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.movielens_archive/tags/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;

create pipe if not exists reelhouse.raw.links_pipe
    auto_ingest = false
    comment = 'Links'
as
copy into reelhouse.raw.links (
    movie_id,
    imdb_id,
    tmdb_id,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.movielens_archive/links/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;

create pipe if not exists reelhouse.raw.genome_scores_pipe
    auto_ingest = false
    comment = 'Genome scores'
as
copy into reelhouse.raw.genome_scores (
    movie_id,
    tag_id,
    relevance,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.movielens_archive/genome_scores/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;

create pipe if not exists reelhouse.raw.genome_tags_pipe
    auto_ingest = false
    comment = 'Genome tags'
as
copy into reelhouse.raw.genome_tags (
    tag_id,
    tag,
    _drop_id,
    _source_file,
    _source_row
)
from @reelhouse.raw.movielens_archive/genome_tags/
file_format = (format_name = 'reelhouse.raw.archive_csv')
on_error = skip_file;
