{# What DuckDB spells otherwise than Snowflake: for the bench, which runs the same models by dbt-duckdb. #}
{% macro duckdb__year_at_end(title) -%}
    try_cast(regexp_extract({{ title }}, '[(]([0-9]{4})[)] *$', 1) as numeric(4, 0))
{%- endmacro %}

{% macro duckdb__in_utc(column) -%}
    cast({{ column }} as timestamp)
{%- endmacro %}

{% macro duckdb__days_from(first, count) -%}
    select cast(date '{{ first }}' + cast(i as integer) as date) as date_day from range({{ count }}) as days(i)
{%- endmacro %}

{% macro duckdb__split_genres(relation) -%}
    select movie_id, trim(unnest(string_split(genres, '|'))) as genre from {{ relation }} where genres is not null
{%- endmacro %}
