-- Sales by day and store, and by product. Lines that are not valid are counted and not summed.
-- Refresh: AUTO should take incremental. GROUP BY over one table: only groups with changed lines are made again.
-- Reads:  silver.transactions_enriched
-- Writes: dynamic tables gold.daily_sales_summary, gold.product_performance, at most 5 minutes behind
-- Grain:  daily_sales_summary one row per day and store; product_performance one row per product
-- Re-run: safe; the tables are made anew from silver.

create or replace dynamic table reelhouse.gold.daily_sales_summary (
    sales_date comment 'The day, UTC',
    store comment 'Where it was sold',
    transactions comment 'How many have a valid line',
    customers comment 'How many bought',
    lines comment 'Valid lines',
    invalid_lines comment 'Lines that are not valid, in no sum',
    units comment 'Pieces sold',
    gross_sales comment 'Amount before discount',
    discounts comment 'Discount given',
    net_sales comment 'Amount after discount, before tax',
    taxes comment 'Tax on it',
    total_sales comment 'What was paid: net and tax',
    mean_transaction comment 'What was paid per transaction'
)
    target_lag = '5 minutes'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Sales by day and store'
as
select
    sales_date,
    store,
    count(distinct iff(is_valid, transaction_id, null)) as transactions,
    count(distinct iff(is_valid, customer_id, null)) as customers,
    count_if(is_valid) as lines,
    count_if(not is_valid) as invalid_lines,
    sum(iff(is_valid, quantity, 0)) as units,
    sum(iff(is_valid, gross_amount, 0)) as gross_sales,
    sum(iff(is_valid, discount_amount, 0)) as discounts,
    sum(iff(is_valid, net_amount, 0)) as net_sales,
    sum(iff(is_valid, tax_amount, 0)) as taxes,
    sum(iff(is_valid, line_total, 0)) as total_sales,
    round(
        sum(iff(is_valid, line_total, 0)) / nullif(count(distinct iff(is_valid, transaction_id, null)), 0), 2
    ) as mean_transaction
from reelhouse.silver.transactions_enriched
group by sales_date, store;

create or replace dynamic table reelhouse.gold.product_performance (
    product_id comment 'Id of the product',
    product_name comment 'Its name',
    category comment 'What kind it is',
    transactions comment 'How many it was sold in',
    customers comment 'How many bought it',
    units comment 'Pieces sold',
    net_sales comment 'Amount after discount, before tax',
    discounts comment 'Discount given',
    discount_share_pct comment 'Discount in hundredths of the amount before it',
    mean_unit_price comment 'Amount after discount per piece',
    first_sold_at comment 'When it was sold first, UTC',
    last_sold_at comment 'When it was sold last, UTC'
)
    target_lag = '5 minutes'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Sales by product'
as
select
    product_id,
    max(product_name) as product_name,
    max(category) as category,
    count(distinct transaction_id) as transactions,
    count(distinct customer_id) as customers,
    sum(quantity) as units,
    sum(net_amount) as net_sales,
    sum(discount_amount) as discounts,
    round(100 * sum(discount_amount) / nullif(sum(gross_amount), 0), 2) as discount_share_pct,
    round(sum(net_amount) / nullif(sum(quantity), 0), 2) as mean_unit_price,
    min(transaction_at) as first_sold_at,
    max(transaction_at) as last_sold_at
from reelhouse.silver.transactions_enriched
where is_valid
group by product_id;
