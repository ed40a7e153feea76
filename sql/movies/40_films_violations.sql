-- What must never be: each row is a case in which an invariant of the films' history is broken.
-- Reads:  silver.films, silver.films_history, silver.films_drops
-- Writes: view silver.films_violations
-- Grain:  one row per case
-- Re-run: safe; the view is made anew.

create or replace view reelhouse.silver.films_violations
comment = 'Cases in which an invariant of films_history is broken; empty when all is well'
as
with followed as (
    select
        film_id,
        row_hash,
        effective_from,
        effective_to,
        is_current,
        lead(effective_from) over (partition by film_id order by effective_from, film_key) as next_from,
        lead(row_hash) over (partition by film_id order by effective_from, film_key) as next_hash
    from reelhouse.silver.films_history
),

-- A gap needs a snapshot that was without the film from that moment.
snapshots as (
    select distinct effective_at
    from reelhouse.silver.films_drops
    where mode = 'snapshot'
)

select
    'error' as severity,
    'A film has more than one current row' as invariant,
    film_id as subject,
    object_construct('rows', count(*)) as detail
from reelhouse.silver.films_history
where is_current
group by film_id
having count(*) > 1
union all
select
    'error' as severity,
    'A current row has an end, or another has none' as invariant,
    film_id as subject,
    object_construct('effective_from', effective_from, 'effective_to', effective_to) as detail
from reelhouse.silver.films_history
where is_current <> (effective_to is null)
union all
select
    'error' as severity,
    'A row ends before it begins' as invariant,
    film_id as subject,
    object_construct('effective_from', effective_from, 'effective_to', effective_to) as detail
from reelhouse.silver.films_history
where effective_to <= effective_from
union all
select
    'error' as severity,
    'Rows of a film overlap' as invariant,
    film_id as subject,
    object_construct('effective_to', effective_to, 'next_from', next_from) as detail
from followed
where next_from < coalesce(effective_to, '9999-12-31'::timestamp_ntz)
union all
select
    'error' as severity,
    'A film is gone without a snapshot that was without it' as invariant,
    followed.film_id as subject,
    object_construct('effective_to', followed.effective_to, 'next_from', followed.next_from) as detail
from followed
left join snapshots on followed.effective_to = snapshots.effective_at
where followed.effective_to is not null
    and followed.next_from is distinct from followed.effective_to
    and snapshots.effective_at is null
union all
select
    'error' as severity,
    'Two rows in succession say the same' as invariant,
    film_id as subject,
    object_construct('effective_from', effective_from, 'next_from', next_from) as detail
from followed
where next_from = effective_to and next_hash = row_hash
union all
select
    'error' as severity,
    'The current table is not the history''s current rows' as invariant,
    coalesce(film.film_id, version.film_id) as subject,
    object_construct('film', film.row_hash, 'version', version.row_hash) as detail
from reelhouse.silver.films as film
full outer join (
    select
        film_id,
        row_hash
    from reelhouse.silver.films_history
    where is_current
) as version on film.film_id = version.film_id
where film.row_hash is distinct from version.row_hash
union all
select
    'warning' as severity,
    'Rows of the newest snapshot broke the contract, and their films count as gone' as invariant,
    drop_id as subject,
    object_construct('rejected', rejected_count) as detail
from reelhouse.silver.films_drops
where mode = 'snapshot' and rejected_count > 0
qualify row_number() over (order by place desc) = 1;
