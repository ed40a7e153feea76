-- What customers did, session by session: a new session begins after more than 30 minutes without an event. A late event may join two.
-- An event that came in several drops counts once. The funnel stage is the furthest that the session reached, the revenue that of its
-- purchases: the cart's total, or price times quantity where there is none.
-- Refresh: AUTO should take incremental. Windows have PARTITION BY keys, so only customers with new events are made again, and nothing depends on the time
-- of the refresh (docs.snowflake.com/en/user-guide/dynamic-tables/supported-queries).
-- Reads:  bronze.raw_customer_events
-- Writes: dynamic table silver.customer_sessions, at most 1 minute behind
-- Grain:  one row per session
-- Re-run: safe; the table is made anew from bronze.

create or replace dynamic table reelhouse.silver.customer_sessions
    target_lag = '1 minute'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Sessions of customers'
as
with events as (
    select
        event_id,
        customer_id,
        event_at,
        event_type,
        device,
        category,
        case
            when event_type in ('purchase', 'logout_with_purchase') then coalesce(cart_total, price * coalesce(quantity, 1), 0)
            else 0
        end as revenue,
        case
            when event_type in ('purchase', 'logout_with_purchase') then 5
            when event_type = 'checkout' then 4
            when event_type in ('add_to_cart', 'remove_from_cart') then 3
            when event_type = 'product_view' then 2
            else 1
        end as stage
    from reelhouse.bronze.raw_customer_events
    qualify row_number() over (partition by event_id order by _loaded_at, _drop_id, _source_row) = 1
),

bounded as (
    select
        event_id,
        customer_id,
        event_at,
        event_type,
        device,
        category,
        revenue,
        stage,
        iff(
            event_at <= dateadd('minute', 30, lag(event_at) over (partition by customer_id order by event_at, event_id)),
            0,
            1
        ) as begins_session
    from events
),

numbered as (
    select
        event_id,
        customer_id,
        event_at,
        event_type,
        device,
        category,
        revenue,
        stage,
        sum(begins_session) over (
            partition by customer_id order by event_at, event_id rows between unbounded preceding and current row
        ) as session_number
    from bounded
)

select
    customer_id || '-' || to_varchar(min(event_at), 'YYYYMMDDHH24MISSFF3') as session_id,
    customer_id,
    session_number,
    min(event_at) as started_at,
    max(event_at) as ended_at,
    datediff('second', min(event_at), max(event_at)) as duration_seconds,
    count(*) as events,
    count_if(event_type in ('page_view', 'browsing')) as page_views,
    count_if(event_type = 'search') as searches,
    count_if(event_type = 'product_view') as product_views,
    count_if(event_type = 'add_to_cart') as cart_additions,
    count_if(event_type in ('purchase', 'logout_with_purchase')) as purchases,
    sum(revenue)::number(18, 2) as revenue,
    count(distinct category) as categories,
    min(device) as device,
    case max(stage)
        when 5 then 'purchase'
        when 4 then 'checkout'
        when 3 then 'cart'
        when 2 then 'product'
        else 'visit'
    end as funnel_stage,
    max(stage) = 5 as is_converted
from numbered
group by customer_id, session_number;
