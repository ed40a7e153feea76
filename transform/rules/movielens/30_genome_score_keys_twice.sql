-- Pairs of movie and tag that may occur more than once; see rating_keys_twice.
-- Reads:  raw_genome_scores
-- Grain:  one row per movie_id and tag_id, as movie_id * 2^32 + tag_id
-- Scope: drop

select pair
from (
    select cast(try_cast(movie_id as int) as bigint) * 4294967296 + try_cast(tag_id as int) as pair
    from raw_genome_scores
) as pairs
where pair is not null
group by pair
having count(*) > 1
