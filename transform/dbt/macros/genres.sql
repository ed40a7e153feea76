{# One row per movie and genre of `movies.genres`, texts between bars: columns movie_id, genre. #}
{% macro split_genres(relation) -%}
    {{ return(adapter.dispatch('split_genres')(relation)) }}
{%- endmacro %}

{% macro default__split_genres(relation) -%}
    select
        movies.movie_id,
        trim(parts.value) as genre
    from {{ relation }} as movies,
        lateral split_to_table(movies.genres, '|') as parts
{%- endmacro %}
