-- The movies that this drop names, for the tables that refer to them.
-- Reads:  raw_movies
-- Grain:  one row per movie_id
-- Scope: drop

select distinct cast(movie_id as bigint) as movie_id
from raw_movies
where regexp_extract(movie_id, '^[0-9]{1,9}\z', 0) <> ''
