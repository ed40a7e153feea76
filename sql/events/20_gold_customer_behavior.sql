-- How customers behave over all their sessions, and what share of them ends in a purchase.
-- Refresh: AUTO should take incremental. GROUP BY over one table: only customers with changed sessions are made again.
-- Reads:  silver.customer_sessions
-- Writes: dynamic table gold.customer_behavior_metrics, at most 5 minutes behind
-- Grain:  one row per customer
-- Re-run: safe; the table is made anew from silver.

create or replace dynamic table reelhouse.gold.customer_behavior_metrics (
    customer_id comment 'Id of the customer',
    sessions comment 'How many there were; 30 minutes of silence end one',
    total_events comment 'Events in all of them',
    converted_sessions comment 'Sessions with a purchase',
    conversion_pct comment 'Their share of all sessions, 0 to 100',
    abandoned_carts comment 'Sessions that came to the cart or the checkout and no further',
    abandonment_pct comment 'Their share of the sessions that came to the cart, 0 to 100',
    total_purchases comment 'Purchases',
    total_revenue comment 'What they brought',
    mean_purchase comment 'What one brought',
    mean_session_seconds comment 'How long a session took',
    first_seen_at comment 'When the first session began, UTC',
    last_seen_at comment 'When the last session ended, UTC'
)
    target_lag = '5 minutes'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Behaviour and conversion of customers'
as
select
    customer_id,
    count(*) as sessions,
    sum(events) as total_events,
    count_if(is_converted) as converted_sessions,
    round(100 * count_if(is_converted) / count(*), 2) as conversion_pct,
    count_if(funnel_stage in ('cart', 'checkout')) as abandoned_carts,
    round(
        100 * count_if(funnel_stage in ('cart', 'checkout'))
        / nullif(count_if(funnel_stage in ('cart', 'checkout', 'purchase')), 0), 2
    ) as abandonment_pct,
    sum(purchases) as total_purchases,
    sum(revenue) as total_revenue,
    round(sum(revenue) / nullif(sum(purchases), 0), 2) as mean_purchase,
    round(avg(duration_seconds), 1) as mean_session_seconds,
    min(started_at) as first_seen_at,
    max(ended_at) as last_seen_at
from reelhouse.silver.customer_sessions
group by customer_id;
