-- The films as they were at a moment: reelhouse dbt compile -s movies_as_of --vars '{as_of: "2026-01-01 00:00:00"}', and run what is compiled;
-- or show it at once with `reelhouse dbt show`. Without the variable: as they are now.
select
    movie_id,
    title,
    genres,
    dbt_valid_from,
    dbt_valid_to
from (
    {{ as_of(ref('movies_history'), var('as_of')) }}
) as versions
order by movie_id
