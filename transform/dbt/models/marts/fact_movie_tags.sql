select
    user_id,
    movie_id,
    {{ tag_key('tag_name') }} as tag_key,
    tag,
    {{ date_key('tagged_at') }} as tagged_date_key,
    tagged_at,
    drop_id
from {{ ref('stg_movielens__tags') }}
