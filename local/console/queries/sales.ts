/** Sales: valid lines alone; totals are with tax, after discount. */
import type { Queries } from "./query.ts";

export const sales: Queries = {
  "sales-figures": {
    sql: `select
    sum(iff(is_valid, line_total, 0)) as total_sales,
    count(distinct iff(is_valid, transaction_id, null)) as transactions,
    round(sum(iff(is_valid, line_total, 0)) / nullif(count(distinct iff(is_valid, transaction_id, null)), 0), 2) as mean_transaction,
    round(100 * sum(iff(is_valid, discount_amount, 0)) / nullif(sum(iff(is_valid, gross_amount, 0)), 0), 1) as discount_pct,
    count_if(not is_valid) as invalid_lines
from reelhouse.silver.transactions_enriched
having count(*) > 0`,
  },
  "sales-hourly": {
    sql: `select hour_start, total_sales, transactions
from (
    select
        date_trunc('hour', transaction_at) as hour_start,
        sum(line_total) as total_sales,
        count(distinct transaction_id) as transactions
    from reelhouse.silver.transactions_enriched
    where is_valid
    group by 1
    order by 1 desc
    limit 168
)
order by hour_start`,
  },
  "sales-daily": {
    sql: `select sales_date, sum(total_sales) as total_sales, sum(discounts) as discounts, sum(transactions) as transactions
from reelhouse.gold.daily_sales_summary
group by sales_date
order by sales_date`,
  },
  "sales-stores": {
    sql: `select coalesce(store, 'unknown') as store, sum(total_sales) as total_sales, sum(transactions) as transactions
from reelhouse.gold.daily_sales_summary
group by 1
order by total_sales desc, 1
limit 15`,
  },
  "sales-products": {
    sql: `select product_name, net_sales, category, units, discount_share_pct
from reelhouse.gold.product_performance
order by net_sales desc, product_id
limit 15`,
  },
  "sales-payments": {
    sql: `select payment_method, sum(line_total) as total_sales, count(distinct transaction_id) as transactions
from reelhouse.silver.transactions_enriched
where is_valid
group by payment_method
order by total_sales desc, payment_method`,
  },
};
