{# The rows of a snapshot that were valid at a moment (UTC). The end of a version is not part of it. #}
{% macro as_of(snapshot, moment) -%}
    select *
    from {{ snapshot }}
    where dbt_valid_from <= cast('{{ moment }}' as timestamp)
        and (dbt_valid_to > cast('{{ moment }}' as timestamp) or dbt_valid_to is null)
{%- endmacro %}
