with counted as (
    {{ counted_rows('genome_scores') }}
),

newest as (
    {{ newest_rows('counted', ['movie_id', 'tag_id']) }}
)

select
    {{ as_integer('movie_id') }} as movie_id,
    {{ as_integer('tag_id') }} as genome_tag_id,
    relevance,
    _drop_id as drop_id
from newest
