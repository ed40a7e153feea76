/** Devices hour by hour: five minutes behind their readings at most. */
import type { Queries } from "./query.ts";

export const devices: Queries = {
  "devices-figures": {
    sql: `select
    count(distinct device_id) as devices,
    sum(readings) as readings,
    sum(anomalies) as anomalies,
    round(100 * sum(anomalies) / sum(readings), 2) as anomaly_pct,
    min(least_battery_pct) as least_battery_pct
from reelhouse.gold.device_health_hourly
having count(*) > 0`,
  },
  "devices-map": {
    sql: `select device_id, hour_start, min(health_score) as health_score
from reelhouse.gold.device_health_hourly
where hour_start > (select dateadd('hour', -48, max(hour_start)) from reelhouse.gold.device_health_hourly)
group by device_id, hour_start
qualify dense_rank() over (order by device_id) <= 40
order by hour_start, device_id`,
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
  "devices-anomalies": {
    sql: `select sensor_type, sum(out_of_range) as out_of_range, sum(jumps) as jumps, sum(stuck) as stuck, sum(readings) as readings
from reelhouse.gold.device_health_hourly
group by sensor_type
order by sensor_type`,
  },
  "devices-latest": {
    sql: `select device_id, sensor_type, location, status, health_score, least_battery_pct, readings, anomalies, last_reading_at
from reelhouse.gold.device_health_hourly
qualify row_number() over (partition by device_id, sensor_type order by hour_start desc) = 1
order by decode(status, 'failing', 1, 'battery low', 2, 'degraded', 3, 4), health_score, device_id, sensor_type
limit 30`,
  },
};
