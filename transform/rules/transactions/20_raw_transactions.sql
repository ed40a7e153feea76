-- Lines of sales as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- Reads:  raw_raw_transactions, line_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.line_id,
    typed.transaction_id,
    typed.transaction_at,
    typed.customer_id,
    typed.product_id,
    typed.product_name,
    typed.category,
    typed.quantity,
    typed.unit_price,
    typed.discount_pct,
    typed.tax_pct,
    typed.payment_method,
    typed.store,
    typed._source_file,
    typed._source_row,
    case
        when typed.line_id is null then 'line_id_missing'
        when length(typed.line_id) > 40 then 'line_id_too_long'
        when typed.transaction_id is null then 'transaction_id_missing'
        when length(typed.transaction_id) > 40 then 'transaction_id_too_long'
        when typed.raw_transaction_at is null then 'transaction_at_missing'
        when typed.transaction_at is null then 'transaction_at_not_a_utc_time'
        when typed.transaction_at < timestamp '2000-01-01 00:00:00'
            or typed.transaction_at > timestamp '2100-01-01 00:00:00'
            then 'transaction_at_out_of_range'
        when typed.raw_customer_id is null then 'customer_id_missing'
        when typed.customer_id is null then 'customer_id_not_a_number'
        when typed.product_id is null then 'product_id_missing'
        when length(typed.product_id) > 40 then 'product_id_too_long'
        when typed.product_name is null then 'product_name_missing'
        when length(typed.product_name) > 200 then 'product_name_too_long'
        when length(typed.category) > 100 then 'category_too_long'
        when typed.raw_quantity is null then 'quantity_missing'
        when typed.quantity is null then 'quantity_not_a_number'
        when typed.quantity < 1 or typed.quantity > 10000 then 'quantity_out_of_range'
        when typed.raw_unit_price is null then 'unit_price_missing'
        when typed.unit_price is null then 'unit_price_not_an_amount'
        when typed.unit_price < 0 or typed.unit_price > 1000000 then 'unit_price_out_of_range'
        when typed.raw_discount_pct is not null and typed.discount_pct is null then 'discount_pct_not_a_number_of_two_decimals'
        when typed.discount_pct < 0 or typed.discount_pct > 100 then 'discount_pct_out_of_range'
        when typed.raw_tax_pct is not null and typed.tax_pct is null then 'tax_pct_not_a_number_of_two_decimals'
        when typed.tax_pct < 0 or typed.tax_pct > 100 then 'tax_pct_out_of_range'
        when length(typed.payment_method) > 40 then 'payment_method_too_long'
        when length(typed.store) > 100 then 'store_too_long'
        when line_repeats._source_row is not null then 'line_repeated'
    end as _reason
from (
    select
        line_id,
        transaction_id,
        transaction_at as raw_transaction_at,
        try_cast(
            regexp_extract(
                transaction_at,
                '^([0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3})?)Z\z',
                1
            ) as timestamp
        ) as transaction_at,
        customer_id as raw_customer_id,
        try_cast(regexp_extract(customer_id, '^[0-9]{1,9}\z', 0) as bigint) as customer_id,
        product_id,
        product_name,
        category,
        quantity as raw_quantity,
        try_cast(regexp_extract(quantity, '^-?[0-9]{1,9}\z', 0) as bigint) as quantity,
        unit_price as raw_unit_price,
        try_cast(regexp_extract(unit_price, '^-?[0-9]{1,10}([.][0-9]{1,2})?\z', 0) as decimal(12, 2)) as unit_price,
        discount_pct as raw_discount_pct,
        try_cast(regexp_extract(discount_pct, '^-?[0-9]{1,3}([.][0-9]{1,2})?\z', 0) as decimal(5, 2)) as discount_pct,
        tax_pct as raw_tax_pct,
        try_cast(regexp_extract(tax_pct, '^-?[0-9]{1,3}([.][0-9]{1,2})?\z', 0) as decimal(5, 2)) as tax_pct,
        payment_method,
        store,
        _source_file,
        _source_row
    from raw_raw_transactions
) as typed
left join line_repeats
    on line_repeats._source_file = typed._source_file
    and line_repeats._source_row = typed._source_row
