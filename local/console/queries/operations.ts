/** The warehouse's own state. */
import type { Queries } from "./query.ts";

export const operations: Queries = {
  totals: {
    sql: `select table_schema as layer, count(*) as tables, sum(row_count) as row_count
from reelhouse.information_schema.tables
where table_schema in ('RAW', 'BRONZE', 'SILVER', 'GOLD') and table_type = 'BASE TABLE'
group by table_schema
order by decode(table_schema, 'RAW', 1, 'BRONZE', 2, 'SILVER', 3, 4)`,
  },
  accounts: {
    sql: `select
    count(distinct drop_id) as drops,
    sum(row_count) as promised,
    sum(loaded_count) as loaded,
    sum(rejected_count) as set_aside,
    sum(abs(row_count - loaded_count - rejected_count)) as unaccounted
from reelhouse.raw.drops
having count(*) > 0`,
  },
  loads: {
    sql: `select
    date_trunc('minute', convert_timezone('UTC', loaded_at)::timestamp_ntz) as minute,
    sum(loaded_count) as loaded,
    sum(rejected_count) as rejected,
    count(distinct drop_id) as drops
from reelhouse.raw.drops
where loaded_at > (select dateadd('hour', -1, max(loaded_at)) from reelhouse.raw.drops)
group by 1
order by 1`,
  },
  lags: {
    sql: `select schema_name || '.' || table_name as dynamic_table, status, lag_sec, target_lag_sec
from reelhouse.gold.v_dynamic_table_status
order by schema_name desc, table_name`,
  },
  credits: {
    sql: `select drop_id, statements, last_at, credits
from reelhouse.monitoring.v_cost
order by last_at desc
limit 20`,
  },
};
