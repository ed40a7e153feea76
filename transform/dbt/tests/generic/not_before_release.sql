{#
    Nobody rates a film before the year of its release, but for previews and wrong years: MovieLens small has 3 of 100,836. So many are let through
    as `max_share` of all rows says; beyond that every one is shown.
#}
{% test not_before_release(model, column_name, movies, max_share=0) %}
with early as (
    select
        facts.movie_id,
        facts.{{ column_name }},
        movies.release_year
    from {{ model }} as facts
    inner join {{ movies }} as movies on facts.movie_id = movies.movie_id
    where extract(year from facts.{{ column_name }}) < movies.release_year
)

select early.*
from early
where (select count(*) from early) > {{ max_share }} * (select count(*) from {{ model }})
{% endtest %}
