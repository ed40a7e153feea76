with written as (
    select
        tag_name,
        count(*) as use_count,
        count(distinct user_id) as user_count,
        count(distinct movie_id) as movie_count,
        min(tagged_at) as first_used_at,
        max(tagged_at) as last_used_at
    from {{ ref('stg_movielens__tags') }}
    group by tag_name
),

genome as (
    select
        tag_name,
        min(genome_tag_id) as genome_tag_id
    from {{ ref('stg_movielens__genome_tags') }}
    group by tag_name
)

select
    {{ tag_key('coalesce(written.tag_name, genome.tag_name)') }} as tag_key,
    coalesce(written.tag_name, genome.tag_name) as tag_name,
    case
        when genome.tag_name is null then 'users'
        when written.tag_name is null then 'genome'
        else 'both'
    end as tag_source,
    genome.genome_tag_id,
    {{ as_integer('coalesce(written.use_count, 0)', 18) }} as use_count,
    {{ as_integer('coalesce(written.user_count, 0)', 18) }} as user_count,
    {{ as_integer('coalesce(written.movie_count, 0)', 18) }} as movie_count,
    written.first_used_at,
    written.last_used_at
from written
full outer join genome on written.tag_name = genome.tag_name
