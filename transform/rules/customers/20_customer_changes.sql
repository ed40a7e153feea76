-- Customer changes as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- An insert and an update bring the whole customer; a delete needs only the key and the time.
-- Reads:  raw_customer_changes, change_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.change_id,
    typed.customer_id,
    typed.operation,
    typed.changed_at,
    typed.first_name,
    typed.last_name,
    typed.email,
    typed.phone,
    typed.street,
    typed.city,
    typed.region,
    typed.postal_code,
    typed.country,
    typed.segment,
    typed._source_file,
    typed._source_row,
    case
        when typed.change_id is null then 'change_id_missing'
        when length(typed.change_id) > 40 then 'change_id_too_long'
        when typed.raw_customer_id is null then 'customer_id_missing'
        when typed.customer_id is null then 'customer_id_not_a_number'
        when typed.operation is null then 'operation_missing'
        when typed.operation not in ('insert', 'update', 'delete') then 'operation_unknown'
        when typed.raw_changed_at is null then 'changed_at_missing'
        when typed.changed_at is null then 'changed_at_not_a_utc_time'
        when typed.changed_at < timestamp '2000-01-01 00:00:00'
            or typed.changed_at > timestamp '2100-01-01 00:00:00'
            then 'changed_at_out_of_range'
        when typed.operation <> 'delete' and typed.first_name is null then 'first_name_missing'
        when length(typed.first_name) > 100 then 'first_name_too_long'
        when typed.operation <> 'delete' and typed.last_name is null then 'last_name_missing'
        when length(typed.last_name) > 100 then 'last_name_too_long'
        when typed.operation <> 'delete' and typed.email is null then 'email_missing'
        when length(typed.email) > 200 then 'email_too_long'
        when regexp_extract(
            typed.email, '^[A-Za-z0-9.!#$%*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+[.][A-Za-z]{2,}\z', 0
        ) = '' then 'email_not_an_address'
        when length(typed.phone) > 40 then 'phone_too_long'
        when length(typed.street) > 200 then 'street_too_long'
        when length(typed.city) > 100 then 'city_too_long'
        when length(typed.region) > 100 then 'region_too_long'
        when length(typed.postal_code) > 20 then 'postal_code_too_long'
        when length(typed.country) > 100 then 'country_too_long'
        when typed.segment not in ('basic', 'plus', 'premium') then 'segment_unknown'
        when change_repeats._source_row is not null then 'change_repeated'
    end as _reason
from (
    select
        change_id,
        customer_id as raw_customer_id,
        try_cast(regexp_extract(customer_id, '^[0-9]{1,9}\z', 0) as bigint) as customer_id,
        operation,
        changed_at as raw_changed_at,
        try_cast(
            regexp_extract(
                changed_at,
                '^([0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?)Z\z',
                1
            ) as timestamp
        ) as changed_at,
        first_name,
        last_name,
        email,
        phone,
        street,
        city,
        region,
        postal_code,
        country,
        segment,
        _source_file,
        _source_row
    from raw_customer_changes
) as typed
left join change_repeats
    on change_repeats._source_file = typed._source_file
    and change_repeats._source_row = typed._source_row
