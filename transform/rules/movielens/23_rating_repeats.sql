-- Ratings of a movie that the same user rated later: the latest counts, of equal times the last row.
-- Reads:  raw_ratings, rating_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: rating_keys_twice

select _source_file, _source_row
from (
    select
        raw_ratings._source_file,
        raw_ratings._source_row,
        row_number() over (
            partition by rating_keys_twice.pair
            order by
                try_cast(regexp_extract(raw_ratings.rated_at, '^[0-9]{1,10}\z', 0) as bigint) desc nulls last,
                raw_ratings._source_file desc,
                raw_ratings._source_row desc
        ) as place
    from raw_ratings
    join rating_keys_twice
        on rating_keys_twice.pair
        = cast(try_cast(raw_ratings.user_id as int) as bigint) * 4294967296 + try_cast(raw_ratings.movie_id as int)
    where regexp_extract(raw_ratings.user_id, '^[0-9]{1,9}\z', 0) <> ''
        and regexp_extract(raw_ratings.movie_id, '^[0-9]{1,9}\z', 0) <> ''
) as ranked
where place > 1
