select
    scores.movie_id,
    scores.genome_tag_id,
    {{ tag_key('tags.tag_name') }} as tag_key,
    scores.relevance,
    scores.drop_id
from {{ ref('stg_movielens__genome_scores') }} as scores
inner join {{ ref('stg_movielens__genome_tags') }} as tags on scores.genome_tag_id = tags.genome_tag_id
