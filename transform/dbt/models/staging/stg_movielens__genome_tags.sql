with counted as (
    {{ counted_rows('genome_tags') }}
),

newest as (
    {{ newest_rows('counted', ['tag_id']) }}
)

select
    {{ as_integer('tag_id') }} as genome_tag_id,
    tag,
    {{ tag_name('tag') }} as tag_name,
    _drop_id as drop_id
from newest
