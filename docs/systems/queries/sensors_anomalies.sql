-- The last odd readings, and why they are odd.
select
    device_id,
    reading_at,
    value,
    unit,
    mean_before,
    case when is_out_of_range then 'out of range' when is_jump then 'jump' else 'stuck' end as reason
from reelhouse.silver.sensor_readings_cleaned
where is_anomaly
order by reading_at desc
limit 50;
