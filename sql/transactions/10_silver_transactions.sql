-- Lines of sales with their totals and what is wrong with them. A line that came in several drops counts once.
-- Each step is rounded to cents, half away from zero: discount on the gross amount, tax on what is left.
-- Refresh: AUTO should take incremental. Windows have PARTITION BY keys, and nothing depends on the time of the refresh
-- (docs.snowflake.com/en/user-guide/dynamic-tables/supported-queries).
-- Reads:  bronze.raw_transactions
-- Writes: dynamic table silver.transactions_enriched, at most 1 minute behind
-- Grain:  one row per line
-- Re-run: safe; the table is made anew from bronze.

create or replace dynamic table reelhouse.silver.transactions_enriched
    target_lag = '1 minute'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Lines of sales with totals and validation'
as
with lines as (
    select
        line_id,
        transaction_id,
        transaction_at,
        customer_id,
        product_id,
        trim(product_name) as product_name,
        coalesce(trim(category), 'unknown') as category,
        quantity,
        unit_price,
        coalesce(discount_pct, 0) as discount_pct,
        coalesce(tax_pct, 0) as tax_pct,
        coalesce(lower(trim(payment_method)), 'unknown') as payment_method,
        coalesce(trim(store), 'unknown') as store,
        case
            when quantity <= 0 then 'quantity is not positive'
            when unit_price <= 0 then 'price is not positive'
            when discount_pct not between 0 and 100 then 'discount is not 0 to 100'
            when tax_pct not between 0 and 100 then 'tax is not 0 to 100'
        end as invalid_reason
    from reelhouse.bronze.raw_transactions
    qualify row_number() over (partition by line_id order by _loaded_at, _drop_id, _source_row) = 1
),

discounted as (
    select
        line_id,
        transaction_id,
        transaction_at,
        customer_id,
        product_id,
        product_name,
        category,
        quantity,
        unit_price,
        discount_pct,
        tax_pct,
        payment_method,
        store,
        invalid_reason,
        (quantity * unit_price)::number(18, 2) as gross_amount,
        round(quantity * unit_price * discount_pct / 100, 2)::number(18, 2) as discount_amount
    from lines
)

select
    line_id,
    transaction_id,
    transaction_at,
    transaction_at::date as sales_date,
    customer_id,
    product_id,
    product_name,
    category,
    quantity,
    unit_price,
    discount_pct,
    tax_pct,
    payment_method,
    store,
    gross_amount,
    discount_amount,
    (gross_amount - discount_amount)::number(18, 2) as net_amount,
    round((gross_amount - discount_amount) * tax_pct / 100, 2)::number(18, 2) as tax_amount,
    (
        gross_amount - discount_amount + round((gross_amount - discount_amount) * tax_pct / 100, 2)
    )::number(18, 2) as line_total,
    invalid_reason is null as is_valid,
    invalid_reason
from discounted;
