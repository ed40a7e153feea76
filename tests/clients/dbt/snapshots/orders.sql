{% snapshot orders_snapshot %}
{{ config(target_schema="shop", unique_key="order_id", strategy="timestamp", updated_at="updated_at") }}
select order_id, customer_id, amount, updated_at from {{ ref("orders_seed") }}
{% endsnapshot %}

{% snapshot orders_checked %}
{{ config(target_schema="shop", unique_key="order_id", strategy="check", check_cols=["amount"]) }}
select order_id, customer_id, amount from {{ ref("orders_seed") }}
{% endsnapshot %}
