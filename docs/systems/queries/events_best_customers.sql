-- Customers who buy most, and how often their visits end in a purchase.
select
    customer_id,
    sessions,
    conversion_pct,
    abandonment_pct,
    total_revenue
from reelhouse.gold.customer_behavior_metrics
order by total_revenue desc
limit 20;
