{# A key that a snapshot knows has at most one version without an end. #}
{% test one_current_version(model, keys) %}
select
    {{ keys | join(', ') }},
    count(*) as current_versions
from {{ model }}
where dbt_valid_to is null
group by {{ keys | join(', ') }}
having count(*) > 1
{% endtest %}
