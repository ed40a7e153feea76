with days as (
    {{ days_from(var('first_day'), var('day_count')) }}
),

numbered as (
    -- From a Monday before the first day on, so that no remainder is negative.
    select
        date_day,
        mod(datediff('day', cast('1969-12-29' as date), date_day), 7) + 1 as day_of_week
    from days
)

select
    {{ date_key('date_day') }} as date_key,
    date_day,
    {{ as_integer('extract(year from date_day)', 4) }} as year,
    {{ as_integer('extract(quarter from date_day)', 1) }} as quarter,
    {{ as_integer('extract(month from date_day)', 2) }} as month,
    {{ as_integer('extract(day from date_day)', 2) }} as day_of_month,
    {{ as_integer('day_of_week', 1) }} as day_of_week,
    case day_of_week
        when 1 then 'Monday' when 2 then 'Tuesday' when 3 then 'Wednesday' when 4 then 'Thursday'
        when 5 then 'Friday' when 6 then 'Saturday' else 'Sunday'
    end as day_name,
    day_of_week >= 6 as is_weekend
from numbered
