-- Applies what whole drops brought into staging, and takes exactly that out of staging, in one transaction.
-- Each statement of a Snowflake transaction sees what was committed before it began (docs.snowflake.com/en/sql-reference/transactions),
-- so rows that arrive meanwhile would be seen by a later one: the rows are therefore read once, into customers_batch, and everything
-- else works on those. The latest change of a customer wins, by time, then change_id; one that is older than what is there, or than the
-- customer's deletion, changes nothing, so drops may come late, twice or in any order. An update of a customer who is not there
-- inserts, an insert of one who is there updates: both bring the whole customer.
-- Reads:  raw.customer_changes_stream, raw.customer_changes_drops, raw.customer_changes
-- Writes: procedure silver.apply_customer_changes; when called silver.customers_drops, silver.customers_batch, silver.customers,
--         silver.customers_deleted, raw.customer_changes
-- Grain:  see 20_customers.sql
-- Re-run: safe; the procedure is made anew. A call without new changes changes nothing.

create or replace procedure reelhouse.silver.apply_customer_changes()
returns varchar
language sql
comment = 'Applies the changes in staging to silver.customers'
as
$$
declare
    change_count integer;
begin
    begin transaction;

    -- The stream says when to look, and is consumed by being read; what counts is every whole drop.
    insert into reelhouse.silver.customers_drops (drop_id, loaded_at, applied_at)
    select
        arrived.drop_id,
        min(arrived.loaded_at),
        current_timestamp()
    from (
        select drop_id, loaded_at
        from reelhouse.raw.customer_changes_drops
        union
        select drop_id, loaded_at
        from reelhouse.raw.customer_changes_stream
        where metadata$action = 'INSERT'
    ) as arrived
    left join reelhouse.silver.customers_drops as known on arrived.drop_id = known.drop_id
    where known.drop_id is null
    group by arrived.drop_id;

    delete from reelhouse.silver.customers_batch;

    insert into reelhouse.silver.customers_batch (
        change_id,
        customer_id,
        operation,
        changed_at,
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
        _drop_id,
        _source_file,
        _source_row
    )
    select
        change_id,
        customer_id,
        operation,
        changed_at,
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
        _drop_id,
        _source_file,
        _source_row
    from reelhouse.raw.customer_changes
    where _drop_id in (select drop_id from reelhouse.silver.customers_drops);
    change_count := sqlrowcount;

    merge into reelhouse.silver.customers as target
    using (
        select
            latest.customer_id,
            latest.operation,
            latest.changed_at,
            latest.change_id,
            latest._drop_id,
            latest.first_name,
            latest.last_name,
            latest.email,
            latest.phone,
            latest.street,
            latest.city,
            latest.region,
            latest.postal_code,
            latest.country,
            latest.segment,
            sha2(to_json(array_construct(
                latest.first_name,
                latest.last_name,
                latest.email,
                latest.phone,
                latest.street,
                latest.city,
                latest.region,
                latest.postal_code,
                latest.country,
                latest.segment
            ))) as row_hash
        from (
            select *
            from reelhouse.silver.customers_batch
            qualify row_number() over (partition by customer_id order by changed_at desc, change_id desc) = 1
        ) as latest
        left join reelhouse.silver.customers_deleted as gone on latest.customer_id = gone.customer_id
        where gone.customer_id is null
            or latest.changed_at > gone.deleted_at
            or (latest.changed_at = gone.deleted_at and latest.change_id > gone.change_id)
    ) as change
        on target.customer_id = change.customer_id
    when matched
        and (
            change.changed_at > target.changed_at
            or (change.changed_at = target.changed_at and change.change_id > target.change_id)
        )
        and change.operation = 'delete'
        then delete
    when matched
        and (
            change.changed_at > target.changed_at
            or (change.changed_at = target.changed_at and change.change_id > target.change_id)
        )
        then update set
            target.first_name = change.first_name,
            target.last_name = change.last_name,
            target.email = change.email,
            target.phone = change.phone,
            target.street = change.street,
            target.city = change.city,
            target.region = change.region,
            target.postal_code = change.postal_code,
            target.country = change.country,
            target.segment = change.segment,
            target.row_hash = change.row_hash,
            target.changed_at = change.changed_at,
            target.change_id = change.change_id,
            target.drop_id = change._drop_id
    when not matched and change.operation <> 'delete' then insert (
        customer_id,
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
        row_hash,
        changed_at,
        change_id,
        drop_id
    ) values (
        change.customer_id,
        change.first_name,
        change.last_name,
        change.email,
        change.phone,
        change.street,
        change.city,
        change.region,
        change.postal_code,
        change.country,
        change.segment,
        change.row_hash,
        change.changed_at,
        change.change_id,
        change._drop_id
    );

    -- A deletion that was the latest, of a customer who is not there (any more).
    merge into reelhouse.silver.customers_deleted as target
    using (
        select
            latest.customer_id,
            latest.changed_at,
            latest.change_id
        from (
            select *
            from reelhouse.silver.customers_batch
            qualify row_number() over (partition by customer_id order by changed_at desc, change_id desc) = 1
        ) as latest
        left join reelhouse.silver.customers as known on latest.customer_id = known.customer_id
        where latest.operation = 'delete' and known.customer_id is null
    ) as change
        on target.customer_id = change.customer_id
    when matched
        and (
            change.changed_at > target.deleted_at
            or (change.changed_at = target.deleted_at and change.change_id > target.change_id)
        )
        then update set
            target.deleted_at = change.changed_at,
            target.change_id = change.change_id
    when not matched then insert (customer_id, deleted_at, change_id)
        values (change.customer_id, change.changed_at, change.change_id);

    delete from reelhouse.raw.customer_changes
    using reelhouse.silver.customers_batch as applied
    where customer_changes._drop_id = applied._drop_id
        and customer_changes._source_file = applied._source_file
        and customer_changes._source_row = applied._source_row;

    commit;
    return change_count || ' changes';
exception
    when other then
        rollback;
        raise;
end;
$$;
