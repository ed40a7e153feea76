-- What must never be: each row is a case in which an invariant of the customers is broken.
-- Reads:  silver.customers, silver.customers_history, silver.customers_deleted
-- Writes: view silver.customers_violations
-- Grain:  one row per case
-- Re-run: safe; the view is made anew.

create or replace view reelhouse.silver.customers_violations
comment = 'Cases in which an invariant of the customers is broken; empty when all is well and the history has caught up'
as
with followed as (
    select
        customer_id,
        effective_from,
        effective_to,
        lead(effective_from) over (partition by customer_id order by effective_from, customer_key) as next_from
    from reelhouse.silver.customers_history
)

select
    'error' as severity,
    'A customer has more than one current row' as invariant,
    customer_id::varchar as subject,
    object_construct('rows', count(*)) as detail
from reelhouse.silver.customers_history
where is_current
group by customer_id
having count(*) > 1
union all
select
    'error' as severity,
    'A current row has an end, or another has none' as invariant,
    customer_id::varchar as subject,
    object_construct('effective_from', effective_from, 'effective_to', effective_to) as detail
from reelhouse.silver.customers_history
where is_current <> (effective_to is null)
union all
select
    'error' as severity,
    'Rows of a customer overlap, or one ends before it begins' as invariant,
    customer_id::varchar as subject,
    object_construct('effective_to', effective_to, 'next_from', next_from) as detail
from followed
where next_from < coalesce(effective_to, '9999-12-31'::timestamp_ntz) or effective_to <= effective_from
union all
select
    'error' as severity,
    'The history''s current rows are not the customers' as invariant,
    coalesce(customer.customer_id, version.customer_id)::varchar as subject,
    object_construct('customer', customer.row_hash, 'version', version.row_hash) as detail
from reelhouse.silver.customers as customer
full outer join (
    select
        customer_id,
        row_hash
    from reelhouse.silver.customers_history
    where is_current
) as version on customer.customer_id = version.customer_id
where customer.row_hash is distinct from version.row_hash
union all
select
    'error' as severity,
    'A customer is there although deleted later' as invariant,
    customer.customer_id::varchar as subject,
    object_construct('changed_at', customer.changed_at, 'deleted_at', gone.deleted_at) as detail
from reelhouse.silver.customers as customer
inner join reelhouse.silver.customers_deleted as gone on customer.customer_id = gone.customer_id
where gone.deleted_at > customer.changed_at;
