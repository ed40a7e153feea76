{{ config(
    materialized="table", transient=false, query_tag="contracted",
    pre_hook="create table if not exists {{ target.database }}.{{ target.schema }}.hook_log (hook varchar)",
    post_hook=["insert into hook_log values ('{{ this.name }}')", "alter table {{ this }} cluster by (customer_id)"],
    grants={"select": ["READERS"]}
) }}
select order_id, customer_id, amount from {{ ref("big_orders") }}
