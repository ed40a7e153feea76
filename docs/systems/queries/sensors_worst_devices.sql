-- Devices that need someone, by the share of readings that are odd.
select
    device_id,
    sensor_type,
    max(location) as location,
    sum(anomalies) as anomalies,
    sum(readings) as readings,
    round(100 * sum(anomalies) / sum(readings), 1) as anomaly_pct,
    min(least_battery_pct) as least_battery_pct
from reelhouse.gold.device_health_hourly
group by device_id, sensor_type
order by anomaly_pct desc, device_id asc
limit 10;
