with genres as (
    select
        movie_id,
        count(*) as genre_count
    from {{ ref('bridge_movie_genres') }}
    group by movie_id
),

genome as (
    select
        movie_id,
        count(*) as genome_tag_count,
        sum(case when relevance >= 0.5 then 1 else 0 end) as strong_genome_tag_count,
        max(relevance) as top_relevance
    from {{ ref('stg_movielens__genome_scores') }}
    group by movie_id
),

-- Of tags that are equally relevant, that with the lowest id.
top_tags as (
    select
        scores.movie_id,
        min(scores.genome_tag_id) as genome_tag_id
    from {{ ref('stg_movielens__genome_scores') }} as scores
    inner join genome on scores.movie_id = genome.movie_id and scores.relevance = genome.top_relevance
    group by scores.movie_id
),

-- Films, and an inferred member for each film that is named and has no row of its own: it was rejected, or comes in a later drop.
named as (
    select movie_id from {{ ref('fact_ratings') }}
    union
    select movie_id from {{ ref('fact_movie_tags') }}
    union
    select movie_id from genome
    union
    select movie_id from {{ ref('stg_movielens__links') }}
),

movies as (
    select
        movie_id,
        title,
        film_name,
        release_year,
        genres,
        drop_id,
        false as is_inferred
    from {{ ref('stg_movielens__movies') }}
    union all
    select
        named.movie_id,
        'Unknown film (id ' || cast(named.movie_id as varchar) || ')' as title,
        'Unknown film (id ' || cast(named.movie_id as varchar) || ')' as film_name,
        null as release_year,
        null as genres,
        null as drop_id,
        true as is_inferred
    from named
    left join {{ ref('stg_movielens__movies') }} as known on named.movie_id = known.movie_id
    where known.movie_id is null
)

select
    movies.movie_id,
    movies.title,
    movies.film_name,
    movies.release_year,
    {{ as_integer('movies.release_year - mod(movies.release_year, 10)', 4) }} as release_decade,
    movies.genres,
    {{ as_integer('coalesce(genres.genre_count, 0)', 4) }} as genre_count,
    links.imdb_id,
    'https://www.imdb.com/title/' || links.imdb_id || '/' as imdb_url,
    links.tmdb_id,
    {{ as_integer('coalesce(genome.genome_tag_count, 0)', 9) }} as genome_tag_count,
    {{ as_integer('coalesce(genome.strong_genome_tag_count, 0)', 9) }} as strong_genome_tag_count,
    names.tag as top_genome_tag,
    genome.top_relevance as top_genome_relevance,
    movies.is_inferred,
    movies.drop_id
from movies
left join genres on movies.movie_id = genres.movie_id
left join {{ ref('stg_movielens__links') }} as links on movies.movie_id = links.movie_id
left join genome on movies.movie_id = genome.movie_id
left join top_tags on movies.movie_id = top_tags.movie_id
left join {{ ref('stg_movielens__genome_tags') }} as names on top_tags.genome_tag_id = names.genome_tag_id
