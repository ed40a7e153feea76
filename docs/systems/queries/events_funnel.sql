-- How far sessions get.
select
    funnel_stage,
    count(*) as sessions,
    round(100 * count(*) / sum(count(*)) over (), 1) as share_pct,
    sum(revenue) as revenue
from reelhouse.silver.customer_sessions
group by funnel_stage
order by case funnel_stage when 'visit' then 1 when 'product' then 2 when 'cart' then 3 when 'checkout' then 4 else 5 end;
