{{ config(materialized="incremental", incremental_strategy="append", on_schema_change="append_new_columns") }}
select order_id, amount, {{ var("loaded_by", "'first'") }} as loaded_by
from {{ ref("stg_orders") }}
{% if is_incremental() %}
where order_id > (select coalesce(max(order_id), 0) from {{ this }})
{% endif %}
