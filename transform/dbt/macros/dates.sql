{# Dates out of texts and times. #}

{# 20151231 of a date or a time: the key of dim_dates. #}
{% macro date_key(column) -%}
    cast(extract(year from {{ column }}) * 10000 + extract(month from {{ column }}) * 100 + extract(day from {{ column }}) as numeric(8, 0))
{%- endmacro %}

{# MovieLens writes the year of release at the end of the title, `Toy Story (1995)`. No film is older than 1874; other numbers are no year. #}
{% macro release_year(title) -%}
    case when {{ year_at_end(title) }} between 1874 and 2155 then {{ year_at_end(title) }} end
{%- endmacro %}

{% macro year_at_end(title) -%}
    {{ return(adapter.dispatch('year_at_end')(title)) }}
{%- endmacro %}

{% macro default__year_at_end(title) -%}
    try_to_number(regexp_substr({{ title }}, '[(]([0-9]{4})[)] *$', 1, 1, 'e', 1), 4, 0)
{%- endmacro %}

{# The title without its year. #}
{% macro title_without_year(title) -%}
    trim(regexp_replace({{ title }}, ' *[(][0-9]{4}[)] *$', ''))
{%- endmacro %}

{# A moment with a zone, as the time in UTC without one. #}
{% macro in_utc(column) -%}
    {{ return(adapter.dispatch('in_utc')(column)) }}
{%- endmacro %}

{% macro default__in_utc(column) -%}
    cast(convert_timezone('UTC', {{ column }}) as timestamp_ntz(3))
{%- endmacro %}

{# `count` days from `first`: one column date_day. #}
{% macro days_from(first, count) -%}
    {{ return(adapter.dispatch('days_from')(first, count)) }}
{%- endmacro %}

{% macro default__days_from(first, count) -%}
    select dateadd(day, row_number() over (order by 1) - 1, cast('{{ first }}' as date)) as date_day
    from table(generator(rowcount => {{ count }}))
{%- endmacro %}
