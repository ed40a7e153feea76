-- The drops that count: the newest whole one and what came after it. Order: sequence (none comes first), time, id, as in the films' history.
-- A table where the others are views: a drop that is loaded while dbt builds is seen by all models of the next build, and by none of this.
{{ config(materialized='table') }}

with drops as (
    select
        drop_id,
        max(mode) as mode,
        max(sequence) as sequence,
        max(produced_at) as produced_at,
        min({{ in_utc('loaded_at') }}) as loaded_at
    from {{ source('raw', 'drops') }}
    where dataset = 'movielens'
    group by drop_id
),

ordered as (
    select
        drop_id,
        mode,
        sequence,
        coalesce(produced_at, loaded_at) as produced_at,
        loaded_at,
        row_number() over (order by coalesce(sequence, -1), coalesce(produced_at, loaded_at), drop_id) as number_of_all
    from drops
),

first_counted as (
    select coalesce(max(case when mode = 'snapshot' then number_of_all end), 1) as number_of_all
    from ordered
)

select
    ordered.drop_id,
    ordered.mode,
    {{ as_integer('ordered.sequence', 20) }} as sequence,
    ordered.produced_at,
    ordered.loaded_at,
    {{ as_integer('ordered.number_of_all - first_counted.number_of_all + 1') }} as place
from ordered
cross join first_counted
where ordered.number_of_all >= first_counted.number_of_all
