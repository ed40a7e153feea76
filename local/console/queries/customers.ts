/** Customers and all that they were (type 2). */
import type { Queries } from "./query.ts";

const VALID = "effective_from <= ?::timestamp_ntz and (effective_to is null or effective_to > ?::timestamp_ntz)";

export const customers: Queries = {
  "customers-range": {
    sql: `select min(effective_from) as first_at, greatest(max(effective_from), max(coalesce(effective_to, effective_from))) as last_at, count(*) as versions
from reelhouse.silver.customers_history
having count(*) > 0`,
  },
  "customers-segments": {
    sql: `select coalesce(segment, 'unknown') as segment, count(*) as customers
from reelhouse.silver.customers_history
where ${VALID}
group by 1
order by customers desc, 1`,
    parameters: ["asOf", "asOf"],
  },
  "customers-changes": {
    sql: `with versions as (
    select
        effective_from,
        effective_to,
        row_number() over (partition by customer_id order by effective_from) as version,
        lead(effective_from) over (partition by customer_id order by effective_from) as next_from
    from reelhouse.silver.customers_history
),

changes as (
    select effective_from as at, iff(version = 1, 'new', 'changed') as kind
    from versions
    union all
    select effective_to, 'deleted'
    from versions
    where effective_to is not null and (next_from is null or next_from > effective_to)
)

select
    date_trunc('hour', at) as hour_start,
    count_if(kind = 'new') as new,
    count_if(kind = 'changed') as changed,
    count_if(kind = 'deleted') as deleted
from changes
group by 1
order by 1`,
  },
  "customers-as-of": {
    sql: `select customer_id, first_name, last_name, city, country, segment, effective_from, effective_to, is_current
from reelhouse.silver.customers_history
where ${VALID}
order by effective_from desc, customer_id
limit 50`,
    parameters: ["asOf", "asOf"],
  },
};
