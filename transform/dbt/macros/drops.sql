{# Which rows of RAW count. A raw table holds every drop that ever came; these leave the rows that are valid now. #}

{# Rows of the drops that count, with the drop's place in their order. #}
{% macro counted_rows(table) -%}
    select
        loaded.*,
        drops.place as drop_place
    from {{ source('raw', table) }} as loaded
    inner join {{ ref('stg_movielens__drops') }} as drops on loaded._drop_id = drops.drop_id
{%- endmacro %}

{# Of rows with the same key, that of the latest drop. Only drops after the first are grouped: after a snapshot alone there are none. #}
{% macro newest_rows(relation, keys) -%}
    select {{ relation }}.*
    from {{ relation }}
    left join (
        select
            {{ keys | join(', ') }},
            max(drop_place) as newest_place
        from {{ relation }}
        where drop_place > 1
        group by {{ keys | join(', ') }}
    ) as later
        on {% for key in keys %}{{ relation }}.{{ key }} = later.{{ key }}{% if not loop.last %}
        and {% endif %}{% endfor %}
    where later.newest_place is null or later.newest_place <= {{ relation }}.drop_place
{%- endmacro %}
