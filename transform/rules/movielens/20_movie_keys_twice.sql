-- Ids that occur more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_movies
-- Grain:  one row per movie_id
-- Scope: drop

select try_cast(movie_id as bigint) as movie_id
from raw_movies
where movie_id is not null
group by try_cast(movie_id as bigint)
having count(*) > 1
