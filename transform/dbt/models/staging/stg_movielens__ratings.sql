with counted as (
    {{ counted_rows('ratings') }}
),

newest as (
    {{ newest_rows('counted', ['user_id', 'movie_id']) }}
)

select
    {{ as_integer('user_id') }} as user_id,
    {{ as_integer('movie_id') }} as movie_id,
    {{ as_decimal('rating', 2, 1) }} as rating,
    rated_at,
    _drop_id as drop_id
from newest
