with counted as (
    {{ counted_rows('links') }}
),

newest as (
    {{ newest_rows('counted', ['movie_id']) }}
)

select
    {{ as_integer('movie_id') }} as movie_id,
    'tt' || imdb_id as imdb_id,
    {{ as_integer('tmdb_id') }} as tmdb_id,
    _drop_id as drop_id
from newest
