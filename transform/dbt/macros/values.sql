{# Casts, and what counts as no value. One spelling each, so that a model reads as what it means. #}

{# Whole number of at most `digits` digits. #}
{% macro as_integer(column, digits=10) -%}
    cast({{ column }} as numeric({{ digits }}, 0))
{%- endmacro %}

{% macro as_decimal(column, digits, scale) -%}
    cast({{ column }} as numeric({{ digits }}, {{ scale }}))
{%- endmacro %}

{# Text without blanks at its ends; null when nothing is left, or when it only says that there is none. #}
{% macro text_or_null(column, none_texts=[]) -%}
    case when trim({{ column }}) not in ('' {%- for text in none_texts %}, '{{ text }}'{% endfor %}) then trim({{ column }}) end
{%- endmacro %}

{# A tag as it is compared: its words, not its capitals. #}
{% macro tag_name(column) -%}
    lower(trim({{ column }}))
{%- endmacro %}

{# The key of dim_tags, of a tag_name. #}
{% macro tag_key(tag_name) -%}
    md5({{ tag_name }})
{%- endmacro %}
