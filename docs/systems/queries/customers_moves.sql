-- Who changed what they pay for, from what to what, and when.
select
    customer_id,
    segment,
    effective_from,
    lag(segment) over (partition by customer_id order by effective_from) as segment_before
from reelhouse.silver.customers_history
qualify segment_before is distinct from segment and segment_before is not null
order by effective_from desc;
