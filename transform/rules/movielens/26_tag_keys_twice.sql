-- Tags that a user may have given a movie more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_tags
-- Grain:  one row per user_id, movie_id and tag
-- Scope: drop

select user_id, movie_id, tag
from raw_tags
where user_id is not null and movie_id is not null and tag is not null
group by user_id, movie_id, tag
having count(*) > 1
