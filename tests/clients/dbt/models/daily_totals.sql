{{ config(materialized="dynamic_table", target_lag="1 minute", snowflake_warehouse="COMPUTE_WH") }}
select to_date(updated_at) as day, sum(amount) as total
from {{ ref("orders_seed") }}
group by to_date(updated_at)
