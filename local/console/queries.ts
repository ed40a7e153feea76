/** What the dashboards may ask: a fixed list of named queries. The browser names one and gives checked parameters, never SQL. */

/** The parameters that a query takes, in the order of its question marks. */
export interface Query {
  sql: string;
  parameters?: readonly ParameterName[];
}

const PARAMETERS = {
  /** A moment in UTC, to the second. */
  asOf: (text: string) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) && !Number.isNaN(Date.parse(text))
      ? text.slice(0, -1)
      : undefined,
} as const;
type ParameterName = keyof typeof PARAMETERS;

/** Each text is shown below its chart as it runs. */
export const QUERIES: Record<string, Query> = {
  totals: {
    sql: `select table_schema as layer, count(*) as tables, sum(row_count) as row_count
from reelhouse.information_schema.tables
where table_schema in ('RAW', 'BRONZE', 'SILVER', 'GOLD') and table_type = 'BASE TABLE'
group by table_schema
order by decode(table_schema, 'RAW', 1, 'BRONZE', 2, 'SILVER', 3, 4)`,
  },
  "films-by-year": {
    sql: `select year(release_date) as released, count(*) as films, sum(worldwide_gross) as worldwide_gross
from reelhouse.silver.films
where release_date between '1960-01-01' and current_date()
group by 1
order by 1`,
  },
  "films-genres": {
    sql: `select floor(year(release_date) / 5) * 5 as from_year, major_genre, count(*) as films
from reelhouse.silver.films
where release_date between '1980-01-01' and current_date() and major_genre is not null
group by 1, 2
order by 1, 2`,
  },
  "films-budget-gross": {
    sql: `select title, production_budget, worldwide_gross, imdb_rating, major_genre
from reelhouse.silver.films
where production_budget > 0 and worldwide_gross > 0
order by worldwide_gross desc, film_id
limit 5000`,
  },
  "films-top-grosses": {
    sql: `select title, worldwide_gross, production_budget, imdb_rating
from reelhouse.silver.films
where worldwide_gross is not null
order by worldwide_gross desc, film_id
limit 15`,
  },
  "ratings-distribution": {
    sql: `select rating, count(*) as ratings
from reelhouse.raw.ratings
group by rating
order by rating`,
  },
  "ratings-activity": {
    sql: `select to_char(date_trunc('month', rated_at), 'YYYY-MM') as month, count(*) as ratings, count(distinct user_id) as users
from reelhouse.raw.ratings
group by 1
order by 1`,
  },
  "ratings-top": {
    // The mean of a film with few ratings is drawn towards the mean of all: (n × mean + m × overall) / (n + m), with m = 25.
    sql: `with films as (
    select movie_id, count(*) as ratings, avg(rating) as mean_rating
    from reelhouse.raw.ratings
    group by movie_id
),

titles as (
    select movie_id, title
    from reelhouse.raw.movies
    qualify row_number() over (partition by movie_id order by _loaded_at desc, _drop_id) = 1
)

select
    t.title,
    round((f.ratings * f.mean_rating + 25 * o.mean_rating) / (f.ratings + 25), 3) as score,
    round(f.mean_rating, 3) as mean_rating,
    f.ratings
from films as f
inner join titles as t on f.movie_id = t.movie_id
cross join (select avg(rating) as mean_rating from reelhouse.raw.ratings) as o
order by score desc, f.ratings desc, t.title
limit 15`,
  },
  "bookings-windows": {
    sql: `select window_start, bookings, tickets, revenue, cancellations
from (
    select window_start, bookings, tickets, revenue, cancellations
    from reelhouse.gold.bookings_by_window
    order by window_start desc
    limit 168
)
order by window_start`,
  },
  "bookings-films": {
    sql: `select movie_title, bookings, tickets, revenue, cancellations, lost_revenue
from reelhouse.gold.bookings_by_movie
order by revenue desc, movie_id
limit 15`,
  },
  "bookings-status": {
    sql: `select status, count(*) as bookings, sum(amount) as amount
from reelhouse.silver.bookings
group by status
order by status`,
  },
  "customers-range": {
    sql: `select min(effective_from) as first_at, greatest(max(effective_from), max(coalesce(effective_to, effective_from))) as last_at, count(*) as versions
from reelhouse.silver.customers_history`,
  },
  "customers-segments": {
    sql: `select coalesce(segment, 'unknown') as segment, count(*) as customers
from reelhouse.silver.customers_history
where effective_from <= ?::timestamp_ntz and (effective_to is null or effective_to > ?::timestamp_ntz)
group by 1
order by 1`,
    parameters: ["asOf", "asOf"],
  },
  "customers-as-of": {
    sql: `select customer_id, first_name, last_name, city, country, segment, effective_from, effective_to, is_current
from reelhouse.silver.customers_history
where effective_from <= ?::timestamp_ntz and (effective_to is null or effective_to > ?::timestamp_ntz)
order by effective_from desc, customer_id
limit 50`,
    parameters: ["asOf", "asOf"],
  },
  "devices-health": {
    sql: `select hour_start, round(avg(health_score), 2) as mean_health, min(health_score) as worst_health, sum(anomalies) as anomalies
from (
    select hour_start, health_score, anomalies
    from reelhouse.gold.device_health_hourly
    qualify dense_rank() over (order by hour_start desc) <= 168
)
group by hour_start
order by hour_start`,
  },
  "devices-latest": {
    sql: `select device_id, sensor_type, location, status, health_score, least_battery_pct, readings, anomalies, last_reading_at
from reelhouse.gold.device_health_hourly
qualify row_number() over (partition by device_id, sensor_type order by hour_start desc) = 1
order by health_score, device_id, sensor_type
limit 30`,
  },
  "sales-daily": {
    sql: `select sales_date, sum(total_sales) as total_sales, sum(transactions) as transactions, sum(discounts) as discounts
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
    sql: `select product_name, category, units, net_sales, discount_share_pct
from reelhouse.gold.product_performance
order by net_sales desc, product_id
limit 15`,
  },
  "sessions-funnel": {
    sql: `with stages as (
    select decode(funnel_stage, 'visit', 1, 'product', 2, 'cart', 3, 'checkout', 4, 'purchase', 5) as reached
    from reelhouse.silver.customer_sessions
)

select 'visit' as stage, count(*) as sessions from stages
union all
select 'product', count_if(reached >= 2) from stages
union all
select 'cart', count_if(reached >= 3) from stages
union all
select 'checkout', count_if(reached >= 4) from stages
union all
select 'purchase', count_if(reached >= 5) from stages`,
  },
  "sessions-daily": {
    sql: `select started_at::date as day, count(*) as sessions, count_if(is_converted) as converted, sum(revenue) as revenue
from reelhouse.silver.customer_sessions
group by 1
order by 1`,
  },
  "sessions-devices": {
    sql: `select coalesce(device, 'unknown') as device, count(*) as sessions, count_if(is_converted) as converted, round(avg(duration_seconds)) as mean_seconds
from reelhouse.silver.customer_sessions
group by 1
order by sessions desc, 1`,
  },
  cost: {
    sql: `select drop_id, statements, last_at, credits
from reelhouse.monitoring.v_cost
order by last_at desc
limit 20`,
  },
};

/** The values for the query's question marks, or what is wrong with those given. Unknown parameters are refused. */
export function bindsOf(query: Query, given: URLSearchParams): { binds: string[] } | { wrong: string } {
  const known = new Set<string>(query.parameters ?? []);
  for (const name of given.keys()) if (!known.has(name)) return { wrong: `There is no parameter ${name}.` };
  const binds: string[] = [];
  for (const name of query.parameters ?? []) {
    const value = PARAMETERS[name](given.get(name) ?? "");
    if (value === undefined) return { wrong: `${name} must be like 2026-01-31T12:00:00Z.` };
    binds.push(value);
  }
  return { binds };
}
