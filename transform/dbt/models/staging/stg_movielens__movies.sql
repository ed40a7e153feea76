with counted as (
    {{ counted_rows('movies') }}
),

newest as (
    {{ newest_rows('counted', ['movie_id']) }}
)

select
    {{ as_integer('movie_id') }} as movie_id,
    trim(title) as title,
    {{ title_without_year('title') }} as film_name,
    {{ as_integer(release_year('title'), 4) }} as release_year,
    {{ text_or_null('genres', ['(no genres listed)']) }} as genres,
    _drop_id as drop_id
from newest
