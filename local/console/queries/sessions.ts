/** Sessions of customers: a minute behind their events at most. */
import type { Queries } from "./query.ts";

export const sessions: Queries = {
  "sessions-figures": {
    sql: `select
    count(*) as sessions,
    count(distinct customer_id) as people,
    round(100 * count_if(is_converted) / count(*), 1) as conversion_pct,
    round(100 * count_if(funnel_stage in ('cart', 'checkout')) / nullif(count_if(funnel_stage in ('cart', 'checkout', 'purchase')), 0), 1)
        as abandonment_pct,
    sum(revenue) as revenue
from reelhouse.silver.customer_sessions
having count(*) > 0`,
  },
  "sessions-funnel": {
    sql: `with stages as (
    select decode(funnel_stage, 'visit', 1, 'product', 2, 'cart', 3, 'checkout', 4, 'purchase', 5) as reached
    from reelhouse.silver.customer_sessions
)

select s.stage, count_if(t.reached >= s.place) as sessions
from stages as t
cross join (values ('visit', 1), ('product', 2), ('cart', 3), ('checkout', 4), ('purchase', 5)) as s (stage, place)
group by s.stage, s.place
order by s.place`,
  },
  "sessions-hourly": {
    sql: `select hour_start, sessions, converted, revenue
from (
    select
        date_trunc('hour', started_at) as hour_start,
        count(*) as sessions,
        count_if(is_converted) as converted,
        sum(revenue) as revenue
    from reelhouse.silver.customer_sessions
    group by 1
    order by 1 desc
    limit 168
)
order by hour_start`,
  },
  "sessions-devices": {
    sql: `select
    coalesce(device, 'unknown') as device,
    count_if(is_converted) as converted,
    count_if(not is_converted) as not_converted,
    round(avg(duration_seconds)) as mean_seconds
from reelhouse.silver.customer_sessions
group by 1
order by count(*) desc, 1`,
  },
  "sessions-lengths": {
    sql: `select
    case
        when events = 1 then '1'
        when events <= 3 then '2–3'
        when events <= 6 then '4–6'
        when events <= 10 then '7–10'
        when events <= 20 then '11–20'
        else '21 and more'
    end as events_of_session,
    count(*) as sessions,
    round(avg(duration_seconds)) as mean_seconds
from reelhouse.silver.customer_sessions
group by 1
order by min(events)`,
  },
};
