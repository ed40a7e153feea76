-- Customers as they were at the beginning of 2026, by what they paid for.
select
    segment,
    count(*) as customers
from reelhouse.silver.customers_history
where effective_from <= '2026-01-01'::timestamp_ntz
    and (effective_to is null or effective_to > '2026-01-01'::timestamp_ntz)
group by segment
order by customers desc;
