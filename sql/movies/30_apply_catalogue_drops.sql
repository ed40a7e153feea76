-- Brings new drops into the history. The history is a function of the drops in their order (sequence, then time, then id), not of their
-- coming: a late drop takes the history back to the moment from which it holds, and what follows is made again from raw.
-- Drops that come in order touch only what they change. Two that hold from the same moment leave the state after the later of them.
-- Rows that a snapshot lost to the contract's rules count as missing from it; films_violations tells of such snapshots.
-- Reads:  raw.catalogue_films_stream, raw.catalogue_films_drops, raw.catalogue_films
-- Writes: procedure silver.apply_catalogue_drops; when called silver.films_drops, silver.films_history, silver.films
-- Grain:  see 20_films.sql
-- Re-run: safe; the procedure is made anew. A call without new drops changes nothing, and a call is one transaction.

create or replace procedure reelhouse.silver.apply_catalogue_drops()
returns varchar
language sql
comment = 'Brings new drops of the catalogue into films_history and films'
as
$$
declare
    from_at timestamp_ntz(3);
begin
    begin transaction;

    -- The stream says when to look, and is consumed by being read; what is taken is every whole drop that is not taken yet.
    insert into reelhouse.silver.films_drops (drop_id, mode, sequence, produced_at, rejected_count)
    select
        arrived.drop_id,
        arrived.mode,
        arrived.sequence,
        coalesce(arrived.produced_at, convert_timezone('UTC', arrived.loaded_at)::timestamp_ntz(3)),
        arrived.rejected_count
    from (
        select drop_id, mode, sequence, produced_at, rejected_count, loaded_at
        from reelhouse.raw.catalogue_films_drops
        union
        select drop_id, mode, sequence, produced_at, rejected_count, loaded_at
        from reelhouse.raw.catalogue_films_stream
        where metadata$action = 'INSERT'
    ) as arrived
    left join reelhouse.silver.films_drops as known on arrived.drop_id = known.drop_id
    where known.drop_id is null
    qualify row_number() over (partition by arrived.drop_id order by arrived.loaded_at) = 1;

    -- A drop without a sequence comes before those that have one.
    merge into reelhouse.silver.films_drops as target
    using (
        select
            drop_id,
            place,
            effective_at,
            min(iff(mode = 'snapshot', place, null)) over (
                order by place rows between 1 following and unbounded following
            ) as next_snapshot_place
        from (
            select
                drop_id,
                mode,
                row_number() over (order by coalesce(sequence, -1), produced_at, drop_id) as place,
                max(produced_at) over (
                    order by coalesce(sequence, -1), produced_at, drop_id
                    rows between unbounded preceding and current row
                ) as effective_at
            from reelhouse.silver.films_drops
        )
    ) as ordered
        on target.drop_id = ordered.drop_id
    when matched
        and (
            target.place is distinct from ordered.place
            or target.effective_at is distinct from ordered.effective_at
            or target.next_snapshot_place is distinct from ordered.next_snapshot_place
        )
        then update set
            target.place = ordered.place,
            target.effective_at = ordered.effective_at,
            target.next_snapshot_place = ordered.next_snapshot_place;

    -- What the history says of before this moment does not change.
    from_at := (
        select min(least(effective_at, coalesce(applied_effective_at, effective_at)))
        from reelhouse.silver.films_drops
        where place >= (
            select min(place)
            from reelhouse.silver.films_drops
            where applied_effective_at is null
        )
    );
    if (from_at is null) then
        commit;
        return 'no new drops';
    end if;

    delete from reelhouse.silver.films_history
    where effective_from >= :from_at;

    merge into reelhouse.silver.films_history as target
    using (
        with replayed as (
            select
                drop_id,
                place,
                next_snapshot_place,
                effective_at
            from reelhouse.silver.films_drops
            where effective_at >= :from_at
        ),

        films as (
            select
                sha2(title || '|' || coalesce(to_varchar(release_date, 'YYYY-MM-DD'), '')) as film_id,
                title,
                release_date,
                us_gross,
                worldwide_gross,
                us_dvd_sales,
                production_budget,
                mpaa_rating,
                running_time_min,
                distributor,
                source,
                major_genre,
                creative_type,
                director,
                rotten_tomatoes_rating,
                imdb_rating,
                imdb_votes,
                sha2(to_json(array_construct(
                    us_gross,
                    worldwide_gross,
                    us_dvd_sales,
                    production_budget,
                    mpaa_rating,
                    running_time_min,
                    distributor,
                    source,
                    major_genre,
                    creative_type,
                    director,
                    rotten_tomatoes_rating,
                    imdb_rating,
                    imdb_votes
                ))) as row_hash,
                _drop_id as drop_id,
                _source_file,
                _source_row
            from reelhouse.raw.catalogue_films
            where _drop_id in (select drop_id from replayed)
        ),

        -- What held before, and what each drop says.
        seen as (
            select
                film_id,
                title,
                release_date,
                us_gross,
                worldwide_gross,
                us_dvd_sales,
                production_budget,
                mpaa_rating,
                running_time_min,
                distributor,
                source,
                major_genre,
                creative_type,
                director,
                rotten_tomatoes_rating,
                imdb_rating,
                imdb_votes,
                row_hash,
                drop_id,
                effective_from as effective_at,
                0 as place,
                (
                    select min(place)
                    from reelhouse.silver.films_drops
                    where effective_at >= :from_at and mode = 'snapshot'
                ) as next_snapshot_place
            from reelhouse.silver.films_history
            where effective_from < :from_at and (effective_to is null or effective_to >= :from_at)
            union all
            select
                films.film_id,
                films.title,
                films.release_date,
                films.us_gross,
                films.worldwide_gross,
                films.us_dvd_sales,
                films.production_budget,
                films.mpaa_rating,
                films.running_time_min,
                films.distributor,
                films.source,
                films.major_genre,
                films.creative_type,
                films.director,
                films.rotten_tomatoes_rating,
                films.imdb_rating,
                films.imdb_votes,
                films.row_hash,
                films.drop_id,
                replayed.effective_at,
                replayed.place,
                replayed.next_snapshot_place
            from films
            inner join replayed on films.drop_id = replayed.drop_id
            qualify row_number() over (
                partition by films.drop_id, films.film_id
                order by films._source_file desc, films._source_row desc
            ) = 1
        ),

        -- A film is gone from the first snapshot that is without it.
        states as (
            select
                film_id,
                place,
                effective_at,
                row_hash
            from seen
            union all
            select
                followed.film_id,
                replayed.place,
                replayed.effective_at,
                null as row_hash
            from (
                select
                    film_id,
                    next_snapshot_place,
                    lead(place) over (partition by film_id order by place) as next_place
                from seen
            ) as followed
            inner join replayed on followed.next_snapshot_place = replayed.place
            where followed.next_place is null or followed.next_place > followed.next_snapshot_place
        ),

        last_states as (
            select
                film_id,
                place,
                effective_at,
                row_hash
            from states
            qualify row_number() over (partition by film_id, effective_at order by place desc) = 1
        ),

        changes as (
            select
                film_id,
                place,
                effective_at,
                row_hash
            from last_states
            qualify row_hash is distinct from lag(row_hash) over (partition by film_id order by effective_at)
        ),

        versions as (
            select
                film_id,
                place,
                effective_at as effective_from,
                lead(effective_at) over (partition by film_id order by effective_at) as effective_to
            from changes
        )

        select
            sha2(versions.film_id || '|' || to_varchar(versions.effective_from, 'YYYY-MM-DD HH24:MI:SS.FF3')) as film_key,
            seen.film_id,
            seen.title,
            seen.release_date,
            seen.us_gross,
            seen.worldwide_gross,
            seen.us_dvd_sales,
            seen.production_budget,
            seen.mpaa_rating,
            seen.running_time_min,
            seen.distributor,
            seen.source,
            seen.major_genre,
            seen.creative_type,
            seen.director,
            seen.rotten_tomatoes_rating,
            seen.imdb_rating,
            seen.imdb_votes,
            seen.row_hash,
            seen.drop_id,
            versions.effective_from,
            versions.effective_to
        from versions
        inner join seen on versions.film_id = seen.film_id and versions.place = seen.place
    ) as version
        on target.film_key = version.film_key
    when matched and target.effective_to is distinct from version.effective_to then update set
        target.effective_to = version.effective_to,
        target.is_current = version.effective_to is null
    when not matched then insert (
        film_key,
        film_id,
        title,
        release_date,
        us_gross,
        worldwide_gross,
        us_dvd_sales,
        production_budget,
        mpaa_rating,
        running_time_min,
        distributor,
        source,
        major_genre,
        creative_type,
        director,
        rotten_tomatoes_rating,
        imdb_rating,
        imdb_votes,
        row_hash,
        effective_from,
        effective_to,
        is_current,
        drop_id
    ) values (
        version.film_key,
        version.film_id,
        version.title,
        version.release_date,
        version.us_gross,
        version.worldwide_gross,
        version.us_dvd_sales,
        version.production_budget,
        version.mpaa_rating,
        version.running_time_min,
        version.distributor,
        version.source,
        version.major_genre,
        version.creative_type,
        version.director,
        version.rotten_tomatoes_rating,
        version.imdb_rating,
        version.imdb_votes,
        version.row_hash,
        version.effective_from,
        version.effective_to,
        version.effective_to is null,
        version.drop_id
    );

    merge into reelhouse.silver.films as target
    using (
        select
            coalesce(version.film_id, film.film_id) as film_id,
            version.title,
            version.release_date,
            version.us_gross,
            version.worldwide_gross,
            version.us_dvd_sales,
            version.production_budget,
            version.mpaa_rating,
            version.running_time_min,
            version.distributor,
            version.source,
            version.major_genre,
            version.creative_type,
            version.director,
            version.rotten_tomatoes_rating,
            version.imdb_rating,
            version.imdb_votes,
            version.row_hash,
            version.effective_from,
            version.drop_id
        from (select * from reelhouse.silver.films_history where is_current) as version
        full outer join reelhouse.silver.films as film on version.film_id = film.film_id
        where version.row_hash is distinct from film.row_hash
            or version.effective_from is distinct from film.updated_at
            or version.drop_id is distinct from film.drop_id
    ) as version
        on target.film_id = version.film_id
    when matched and version.row_hash is null then delete
    when matched then update set
        target.us_gross = version.us_gross,
        target.worldwide_gross = version.worldwide_gross,
        target.us_dvd_sales = version.us_dvd_sales,
        target.production_budget = version.production_budget,
        target.mpaa_rating = version.mpaa_rating,
        target.running_time_min = version.running_time_min,
        target.distributor = version.distributor,
        target.source = version.source,
        target.major_genre = version.major_genre,
        target.creative_type = version.creative_type,
        target.director = version.director,
        target.rotten_tomatoes_rating = version.rotten_tomatoes_rating,
        target.imdb_rating = version.imdb_rating,
        target.imdb_votes = version.imdb_votes,
        target.row_hash = version.row_hash,
        target.updated_at = version.effective_from,
        target.drop_id = version.drop_id
    when not matched then insert (
        film_id,
        title,
        release_date,
        us_gross,
        worldwide_gross,
        us_dvd_sales,
        production_budget,
        mpaa_rating,
        running_time_min,
        distributor,
        source,
        major_genre,
        creative_type,
        director,
        rotten_tomatoes_rating,
        imdb_rating,
        imdb_votes,
        row_hash,
        updated_at,
        drop_id
    ) values (
        version.film_id,
        version.title,
        version.release_date,
        version.us_gross,
        version.worldwide_gross,
        version.us_dvd_sales,
        version.production_budget,
        version.mpaa_rating,
        version.running_time_min,
        version.distributor,
        version.source,
        version.major_genre,
        version.creative_type,
        version.director,
        version.rotten_tomatoes_rating,
        version.imdb_rating,
        version.imdb_votes,
        version.row_hash,
        version.effective_from,
        version.drop_id
    );

    update reelhouse.silver.films_drops
    set applied_effective_at = effective_at
    where applied_effective_at is distinct from effective_at;

    commit;
    return 'history made from ' || to_varchar(from_at, 'YYYY-MM-DD HH24:MI:SS.FF3');
exception
    when other then
        rollback;
        raise;
end;
$$;
