with counted as (
    {{ counted_rows('tags') }}
),

newest as (
    {{ newest_rows('counted', ['user_id', 'movie_id', 'tag']) }}
)

select
    {{ as_integer('user_id') }} as user_id,
    {{ as_integer('movie_id') }} as movie_id,
    tag,
    {{ tag_name('tag') }} as tag_name,
    tagged_at,
    _drop_id as drop_id
from newest
