-- Products by net sales, with what their discounts cost.
select
    product_name,
    category,
    units,
    net_sales,
    discount_share_pct
from reelhouse.gold.product_performance
order by net_sales desc
limit 20;
