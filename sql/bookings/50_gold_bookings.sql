-- What was booked, per movie and per hour. Bronze is a minute behind raw, silver and gold a minute behind bronze: two in all.
-- Tickets and revenue are those of bookings that stand; cancelled ones are counted apart.
-- Refresh: AUTO should take incremental. GROUP BY over one table: only groups with changed bookings are made again.
-- Reads:  silver.bookings
-- Writes: dynamic tables gold.bookings_by_movie, gold.bookings_by_window, at most 1 minute behind bronze
-- Grain:  bookings_by_movie one row per movie; bookings_by_window one row per hour in which bookings were made
-- Re-run: safe; the tables are made anew from silver.

create or replace dynamic table reelhouse.gold.bookings_by_movie
    target_lag = '1 minute'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Bookings per movie'
as
select
    movie_id,
    max(movie_title) as movie_title,
    count(*) as bookings,
    count_if(status = 'cancelled') as cancellations,
    count_if(status = 'completed') as completions,
    sum(iff(status = 'cancelled', 0, tickets)) as tickets,
    sum(iff(status = 'cancelled', 0, amount)) as revenue,
    sum(iff(status = 'cancelled', amount, 0)) as lost_revenue,
    max(updated_at) as updated_at
from reelhouse.silver.bookings
group by movie_id;

create or replace dynamic table reelhouse.gold.bookings_by_window
    target_lag = '1 minute'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Bookings per hour in which they were made'
as
select
    date_trunc('hour', booked_at) as window_start,
    dateadd('hour', 1, date_trunc('hour', booked_at)) as window_end,
    count(*) as bookings,
    count(distinct movie_id) as movies,
    count_if(status = 'cancelled') as cancellations,
    count_if(status = 'completed') as completions,
    sum(iff(status = 'cancelled', 0, tickets)) as tickets,
    sum(iff(status = 'cancelled', 0, amount)) as revenue,
    max(updated_at) as updated_at
from reelhouse.silver.bookings
group by date_trunc('hour', booked_at), dateadd('hour', 1, date_trunc('hour', booked_at));
