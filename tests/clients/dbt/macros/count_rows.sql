{% macro count_rows(table) %}
  {% set rows = run_query("select count(*) from " ~ ref(table)) %}
  {{ log(table ~ " has " ~ rows.columns[0].values()[0] ~ " rows", info=true) }}
{% endmacro %}
