-- Customer events as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- Reads:  raw_raw_customer_events, event_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.event_id,
    typed.customer_id,
    typed.event_at,
    typed.event_type,
    typed.product,
    typed.category,
    typed.price,
    typed.quantity,
    typed.cart_total,
    typed.device,
    typed._source_file,
    typed._source_row,
    case
        when typed.event_id is null then 'event_id_missing'
        when length(typed.event_id) > 40 then 'event_id_too_long'
        when typed.raw_customer_id is null then 'customer_id_missing'
        when typed.customer_id is null then 'customer_id_not_a_number'
        when typed.raw_event_at is null then 'event_at_missing'
        when typed.event_at is null then 'event_at_not_a_utc_time'
        when typed.event_at < timestamp '2000-01-01 00:00:00'
            or typed.event_at > timestamp '2100-01-01 00:00:00'
            then 'event_at_out_of_range'
        when typed.event_type is null then 'event_type_missing'
        when typed.event_type not in (
                'login', 'page_view', 'browsing', 'search', 'product_view', 'add_to_cart',
                'remove_from_cart', 'checkout', 'purchase', 'logout', 'logout_with_purchase', 'logout_without_purchase'
            ) then 'event_type_unknown'
        when length(typed.product) > 200 then 'product_too_long'
        when length(typed.category) > 100 then 'category_too_long'
        when typed.raw_price is not null and typed.price is null then 'price_not_an_amount'
        when typed.price < 0 or typed.price > 1000000 then 'price_out_of_range'
        when typed.raw_quantity is not null and typed.quantity is null then 'quantity_not_a_number'
        when typed.quantity < 0 or typed.quantity > 10000 then 'quantity_out_of_range'
        when typed.raw_cart_total is not null and typed.cart_total is null then 'cart_total_not_an_amount'
        when typed.cart_total < 0 or typed.cart_total > 1000000000 then 'cart_total_out_of_range'
        when length(typed.device) > 40 then 'device_too_long'
        when event_repeats._source_row is not null then 'event_repeated'
    end as _reason
from (
    select
        event_id,
        customer_id as raw_customer_id,
        try_cast(regexp_extract(customer_id, '^[0-9]{1,9}\z', 0) as bigint) as customer_id,
        event_at as raw_event_at,
        try_cast(
            regexp_extract(
                event_at,
                '^([0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?)Z\z',
                1
            ) as timestamp
        ) as event_at,
        event_type,
        product,
        category,
        price as raw_price,
        try_cast(regexp_extract(price, '^-?[0-9]{1,10}([.][0-9]{1,2})?\z', 0) as decimal(12, 2)) as price,
        quantity as raw_quantity,
        try_cast(regexp_extract(quantity, '^-?[0-9]{1,9}\z', 0) as bigint) as quantity,
        cart_total as raw_cart_total,
        try_cast(regexp_extract(cart_total, '^-?[0-9]{1,10}([.][0-9]{1,2})?\z', 0) as decimal(12, 2)) as cart_total,
        device,
        _source_file,
        _source_row
    from raw_raw_customer_events
) as typed
left join event_repeats
    on event_repeats._source_file = typed._source_file
    and event_repeats._source_row = typed._source_row
