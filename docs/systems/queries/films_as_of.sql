-- The catalogue as it was at the beginning of 2026.
select
    title,
    release_date,
    imdb_rating,
    imdb_votes,
    effective_from
from reelhouse.silver.films_history
where effective_from <= '2026-01-01'::timestamp_ntz
    and (effective_to is null or effective_to > '2026-01-01'::timestamp_ntz)
order by title, release_date;
