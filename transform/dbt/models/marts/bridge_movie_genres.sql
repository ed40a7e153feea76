-- A genre that a movie names twice counts once.
with parts as (
    {{ split_genres(ref('stg_movielens__movies')) }}
)

select distinct
    movie_id,
    genre
from parts
where genre <> ''
