-- Booking events as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- Reads:  raw_bookings, event_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.event_id,
    typed.booking_id,
    typed.event_type,
    typed.event_at,
    typed.customer_id,
    typed.movie_id,
    typed.movie_title,
    typed.theatre,
    typed.screening_at,
    typed.tickets,
    typed.unit_price,
    typed.channel,
    typed._source_file,
    typed._source_row,
    case
        when typed.event_id is null then 'event_id_missing'
        when length(typed.event_id) > 40 then 'event_id_too_long'
        when typed.booking_id is null then 'booking_id_missing'
        when length(typed.booking_id) > 40 then 'booking_id_too_long'
        when typed.event_type is null then 'event_type_missing'
        when typed.event_type not in ('booked', 'changed', 'cancelled', 'completed') then 'event_type_unknown'
        when typed.raw_event_at is null then 'event_at_missing'
        when typed.event_at is null then 'event_at_not_a_utc_time'
        when typed.event_at < timestamp '2000-01-01 00:00:00'
            or typed.event_at > timestamp '2100-01-01 00:00:00'
            then 'event_at_out_of_range'
        when typed.raw_customer_id is null then 'customer_id_missing'
        when typed.customer_id is null then 'customer_id_not_a_number'
        when typed.raw_movie_id is null then 'movie_id_missing'
        when typed.movie_id is null then 'movie_id_not_a_number'
        when typed.movie_title is null then 'movie_title_missing'
        when length(typed.movie_title) > 500 then 'movie_title_too_long'
        when typed.theatre is null then 'theatre_missing'
        when length(typed.theatre) > 100 then 'theatre_too_long'
        when typed.raw_screening_at is null then 'screening_at_missing'
        when typed.screening_at is null then 'screening_at_not_a_utc_time'
        when typed.screening_at < timestamp '2000-01-01 00:00:00'
            or typed.screening_at > timestamp '2100-01-01 00:00:00'
            then 'screening_at_out_of_range'
        when typed.raw_tickets is null then 'tickets_missing'
        when typed.tickets is null then 'tickets_not_a_number'
        when typed.tickets < 1 or typed.tickets > 50 then 'tickets_out_of_range'
        when typed.raw_unit_price is null then 'unit_price_missing'
        when typed.unit_price is null then 'unit_price_not_an_amount'
        when typed.unit_price < 0 or typed.unit_price > 1000 then 'unit_price_out_of_range'
        when typed.channel not in ('web', 'app', 'counter', 'partner') then 'channel_unknown'
        when event_repeats._source_row is not null then 'event_repeated'
    end as _reason
from (
    select
        event_id,
        booking_id,
        event_type,
        event_at as raw_event_at,
        try_cast(
            regexp_extract(
                event_at,
                '^([0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?)Z\z',
                1
            ) as timestamp
        ) as event_at,
        customer_id as raw_customer_id,
        try_cast(regexp_extract(customer_id, '^[0-9]{1,9}\z', 0) as bigint) as customer_id,
        movie_id as raw_movie_id,
        try_cast(regexp_extract(movie_id, '^[0-9]{1,9}\z', 0) as bigint) as movie_id,
        movie_title,
        theatre,
        screening_at as raw_screening_at,
        try_cast(
            regexp_extract(
                screening_at,
                '^([0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?)Z\z',
                1
            ) as timestamp
        ) as screening_at,
        tickets as raw_tickets,
        try_cast(regexp_extract(tickets, '^-?[0-9]{1,9}\z', 0) as bigint) as tickets,
        unit_price as raw_unit_price,
        try_cast(regexp_extract(unit_price, '^-?[0-9]{1,10}([.][0-9]{1,2})?\z', 0) as decimal(12, 2)) as unit_price,
        channel,
        _source_file,
        _source_row
    from raw_bookings
) as typed
left join event_repeats
    on event_repeats._source_file = typed._source_file
    and event_repeats._source_row = typed._source_row
