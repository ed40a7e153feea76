{# The rows of a snapshot that were valid at a moment (UTC). The end of a version is not part of it. #}
{% macro as_of(snapshot, moment) -%}
    {%- set at = checked_moment(moment) -%}
    select *
    from {{ snapshot }}
    where dbt_valid_from <= cast('{{ at }}' as timestamp)
        and (dbt_valid_to > cast('{{ at }}' as timestamp) or dbt_valid_to is null)
{%- endmacro %}

{# A day, or a time of it, that there is, in UTC. Anything else is a compiler error: a warehouse would take it for no moment, or tell of it late. #}
{% macro checked_moment(moment) -%}
    {%- set parts = modules.re.fullmatch(
        '((?!0000)([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?)?)(Z|[+]00:00)?',
        moment | string | trim
    ) -%}
    {%- if parts -%}
        {%- set month = modules.datetime.date(parts.group(2) | int, parts.group(3) | int, 1) -%}
        {%- set day = month + modules.datetime.timedelta(days=(parts.group(4) | int) - 1) -%}
        {%- if day.month == month.month -%}
            {{ return(parts.group(1)) }}
        {%- endif -%}
    {%- endif -%}
    {{ exceptions.raise_compiler_error("as_of takes a moment in UTC like \"2026-01-01 00:00:00\" or a day like \"2026-01-01\", not \"" ~ moment ~ "\"") }}
{%- endmacro %}
