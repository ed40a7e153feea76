{# Schemas go by the name in dbt_project.yml alone: `marts`, not `dbt_marts`. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

{# The reader's role sees what dbt makes, now and after the next run. Only on Snowflake, which has roles. #}
{% macro let_analysts_read(schemas) %}
    {% if execute and target.type == 'snowflake' %}
        {% for schema in schemas if schema | lower in ['marts', 'snapshots'] %}
            {% do run_query('grant usage on schema ' ~ target.database ~ '.' ~ schema ~ ' to role reelhouse_analyst') %}
            {% do run_query('grant select on all tables in schema ' ~ target.database ~ '.' ~ schema ~ ' to role reelhouse_analyst') %}
        {% endfor %}
    {% endif %}
{% endmacro %}
