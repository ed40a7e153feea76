-- Bookings as their events leave them. An event that came in several drops counts once, one whose raw row was taken away not at all.
-- The latest event tells the state; of two at the same moment the later step of a booking's life.
-- Refresh: AUTO should take incremental. Windows have PARTITION BY keys, so only bookings with new events are made again, and nothing depends on the
-- time of the refresh (docs.snowflake.com/en/user-guide/dynamic-tables/supported-queries).
-- Reads:  bronze.bookings
-- Writes: dynamic table silver.bookings, at most 1 minute behind
-- Grain:  one row per booking
-- Re-run: safe; the table is made anew from bronze.

create or replace dynamic table reelhouse.silver.bookings
    target_lag = '1 minute'
    warehouse = reelhouse_load
    refresh_mode = auto
    comment = 'Bookings as their events leave them'
as
with events as (
    select
        event_id,
        booking_id,
        event_type,
        event_at,
        customer_id,
        movie_id,
        movie_title,
        theatre,
        screening_at,
        tickets,
        unit_price,
        channel,
        case event_type when 'booked' then 1 when 'changed' then 2 else 3 end as step
    from reelhouse.bronze.bookings
    where event_type in ('booked', 'changed', 'cancelled', 'completed')
        and tickets between 1 and 50
        and unit_price between 0 and 1000
    qualify sum(iff(cdc_action = 'INSERT', 1, -1)) over (partition by event_id) > 0
        and row_number() over (
            partition by event_id
            order by iff(cdc_action = 'INSERT', 0, 1), captured_at desc, _drop_id desc, _source_row desc
        ) = 1
)

select
    booking_id,
    case event_type when 'cancelled' then 'cancelled' when 'completed' then 'completed' else 'booked' end as status,
    min(event_at) over (partition by booking_id) as booked_at,
    event_at as updated_at,
    customer_id,
    movie_id,
    trim(movie_title) as movie_title,
    trim(theatre) as theatre,
    screening_at,
    tickets,
    unit_price,
    (tickets * unit_price)::number(12, 2) as amount,
    coalesce(channel, 'unknown') as channel,
    count_if(event_type = 'changed') over (partition by booking_id) as change_count,
    event_id as last_event_id
from events
qualify row_number() over (partition by booking_id order by event_at desc, step desc, event_id desc) = 1;
