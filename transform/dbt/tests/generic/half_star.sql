{# Ratings are 0.5, 1.0, … 5.0. #}
{% test half_star(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} not between 0.5 and 5.0
    or {{ column_name }} * 2 <> floor({{ column_name }} * 2)
{% endtest %}
