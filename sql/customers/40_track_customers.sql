-- Brings what has changed in silver.customers since the last run into its history. Both statements read the stream in one transaction,
-- so they see the same changes (docs.snowflake.com/en/user-guide/streams-intro#repeatable-read-isolation).
-- A version begins when the change was made and ends when the next was, or when the customer was deleted. What came and went between two
-- runs is not in the stream, so not in the history either; a change that leaves everything as it was begins no version.
-- Reads:  silver.customers_stream, silver.customers_deleted
-- Writes: procedure silver.track_customers; when called silver.customers_history
-- Grain:  see 20_customers.sql
-- Re-run: safe; the procedure is made anew. A call without changes changes nothing, and a call is one transaction.

create or replace procedure reelhouse.silver.track_customers()
returns varchar
language sql
comment = 'Brings changes of silver.customers into customers_history'
as
$$
declare
    version_count integer;
begin
    begin transaction;

    -- deleted_at counts only if it lies between the version and the one that follows.
    update reelhouse.silver.customers_history
    set
        effective_to = coalesce(
            iff(
                change.deleted_at >= customers_history.effective_from
                and (change.changed_at is null or change.deleted_at <= change.changed_at),
                change.deleted_at,
                null
            ),
            change.changed_at,
            convert_timezone('UTC', current_timestamp())::timestamp_ntz(3)
        ),
        is_current = false
    from (
        select
            before.customer_id,
            after.row_hash,
            after.changed_at,
            gone.deleted_at
        from (
            select customer_id
            from reelhouse.silver.customers_stream
            where metadata$action = 'DELETE'
        ) as before
        left join (
            select
                customer_id,
                row_hash,
                changed_at
            from reelhouse.silver.customers_stream
            where metadata$action = 'INSERT'
        ) as after on before.customer_id = after.customer_id
        left join reelhouse.silver.customers_deleted as gone on before.customer_id = gone.customer_id
    ) as change
    where customers_history.customer_id = change.customer_id
        and customers_history.is_current
        and (
            change.row_hash is distinct from customers_history.row_hash
            or (change.deleted_at >= customers_history.effective_from and change.deleted_at <= change.changed_at)
        );

    insert into reelhouse.silver.customers_history (
        customer_key,
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
        effective_from,
        effective_to,
        is_current,
        change_id,
        drop_id
    )
    select
        sha2(change.customer_id || '|' || to_varchar(change.changed_at, 'YYYY-MM-DD HH24:MI:SS.FF3')),
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
        null,
        true,
        change.change_id,
        change.drop_id
    from reelhouse.silver.customers_stream as change
    left join reelhouse.silver.customers_history as version
        on change.customer_id = version.customer_id and version.is_current
    where change.metadata$action = 'INSERT' and version.customer_id is null;
    version_count := sqlrowcount;

    -- Of two changes at the same moment the later is what was.
    delete from reelhouse.silver.customers_history
    where effective_to <= effective_from;

    commit;
    return version_count || ' versions';
exception
    when other then
        rollback;
        raise;
end;
$$;
