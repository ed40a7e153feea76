-- Dynamic tables, the one that has used up most of its lag first.
select
    schema_name,
    table_name,
    status,
    lag_sec,
    target_lag_sec,
    round(100 * lag_sec / target_lag_sec) as lag_used_pct
from reelhouse.gold.v_dynamic_table_status
order by lag_used_pct desc nulls first, schema_name asc, table_name asc;
