-- Whoever rated or tagged.
with rated as (
    select
        user_id,
        count(*) as rating_count,
        sum(rating) as stars,
        min(rated_at) as first_rated_at,
        max(rated_at) as last_rated_at
    from {{ ref('fact_ratings') }}
    group by user_id
),

tagged as (
    select
        user_id,
        count(*) as tag_count,
        min(tagged_at) as first_tagged_at,
        max(tagged_at) as last_tagged_at
    from {{ ref('fact_movie_tags') }}
    group by user_id
)

select
    coalesce(rated.user_id, tagged.user_id) as user_id,
    {{ as_integer('coalesce(rated.rating_count, 0)', 18) }} as rating_count,
    {{ as_decimal('rated.stars / rated.rating_count', 4, 3) }} as mean_rating,
    {{ as_integer('coalesce(tagged.tag_count, 0)', 18) }} as tag_count,
    least(coalesce(rated.first_rated_at, tagged.first_tagged_at), coalesce(tagged.first_tagged_at, rated.first_rated_at)) as first_active_at,
    greatest(coalesce(rated.last_rated_at, tagged.last_tagged_at), coalesce(tagged.last_tagged_at, rated.last_rated_at)) as last_active_at,
    case
        when coalesce(rated.rating_count, 0) >= 200 then 'heavy'
        when coalesce(rated.rating_count, 0) >= 50 then 'regular'
        else 'casual'
    end as activity_level
from rated
full outer join tagged on rated.user_id = tagged.user_id
