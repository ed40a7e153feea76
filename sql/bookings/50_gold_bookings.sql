-- What was booked, per movie and per hour. Bronze is a minute behind raw, silver and gold a minute behind bronze: two in all.
-- Tickets and revenue are those of bookings that stand; cancelled ones are counted apart.
-- Refresh: AUTO should take incremental. GROUP BY over one table: only groups with changed bookings are made again.
-- Reads:  silver.bookings
-- Writes: dynamic tables gold.bookings_by_movie, gold.bookings_by_window, at most 1 minute behind bronze
-- Grain:  bookings_by_movie one row per movie; bookings_by_window one row per hour in which bookings were made
-- Re-run: safe; the tables are made anew from silver.

create or replace dynamic table reelhouse.gold.bookings_by_movie (
    movie_id comment 'Id of the movie',
    movie_title comment 'Title of the movie',
    bookings comment 'How many were made, cancelled ones too',
    cancellations comment 'How many of them were cancelled',
    completions comment 'How many of them were seen through',
    tickets comment 'Seats of bookings that stand',
    revenue comment 'Amount of bookings that stand',
    lost_revenue comment 'Amount of bookings that were cancelled',
    updated_at comment 'When one of them changed last, UTC'
)
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

create or replace dynamic table reelhouse.gold.bookings_by_window (
    window_start comment 'The hour in which the bookings were made, UTC',
    window_end comment 'The end of that hour, which is not in it',
    bookings comment 'How many were made, cancelled ones too',
    movies comment 'How many movies they are for',
    cancellations comment 'How many of them were cancelled since',
    completions comment 'How many of them were seen through',
    tickets comment 'Seats of bookings that stand',
    revenue comment 'Amount of bookings that stand',
    updated_at comment 'When one of them changed last, UTC'
)
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
