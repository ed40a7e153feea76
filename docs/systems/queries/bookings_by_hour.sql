-- When people book: the mean of each hour of the day.
select
    hour(window_start) as hour_of_day,
    round(avg(bookings), 1) as bookings,
    round(avg(revenue), 2) as revenue
from reelhouse.gold.bookings_by_window
group by hour(window_start)
order by hour_of_day;
