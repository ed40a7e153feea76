{# As many rows as in another relation: what an incremental model must have kept up with. #}
{% test same_count(model, compare_model) %}
select
    ours.row_count,
    theirs.row_count as expected
from (select count(*) as row_count from {{ model }}) as ours
cross join (select count(*) as row_count from {{ compare_model }}) as theirs
where ours.row_count <> theirs.row_count
{% endtest %}
