{# No version ends before it begins, and none begins before the one before it has ended. #}
{% test versions_apart(model, keys) %}
select *
from (
    select
        {{ keys | join(', ') }},
        dbt_valid_from,
        dbt_valid_to,
        lead(dbt_valid_from) over (partition by {{ keys | join(', ') }} order by dbt_valid_from, dbt_valid_to) as next_from
    from {{ model }}
) as versions
where dbt_valid_to <= dbt_valid_from
    or (next_from is not null and (dbt_valid_to is null or next_from < dbt_valid_to))
{% endtest %}
