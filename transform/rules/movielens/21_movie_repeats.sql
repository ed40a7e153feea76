-- Rows that name a movie which an earlier row named: the first one counts.
-- Reads:  raw_movies, movie_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: movie_keys_twice

select _source_file, _source_row
from (
    select
        raw_movies._source_file,
        raw_movies._source_row,
        row_number() over (
            partition by try_cast(raw_movies.movie_id as bigint)
            order by raw_movies._source_file, raw_movies._source_row
        ) as place
    from raw_movies
    join movie_keys_twice on movie_keys_twice.movie_id = try_cast(raw_movies.movie_id as bigint)
    where regexp_extract(raw_movies.movie_id, '^[0-9]{1,9}\z', 0) <> ''
) as ranked
where place > 1
