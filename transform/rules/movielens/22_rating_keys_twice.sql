-- Pairs of user and movie that may occur more than once: nearly always none, which spares the ranking of all rows.
-- The pair is one number, so that twenty million of them are grouped in little memory. Ids beyond 31 bits are no ids; text
-- that only resembles a number may give a pair too many, which the next step looks at closely.
-- Reads:  raw_ratings
-- Grain:  one row per user_id and movie_id, as user_id * 2^32 + movie_id
-- Scope: drop

select pair
from (
    select cast(try_cast(user_id as int) as bigint) * 4294967296 + try_cast(movie_id as int) as pair
    from raw_ratings
) as pairs
where pair is not null
group by pair
having count(*) > 1
