-- Ratings as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- A movie must be in the drop when the drop has movies at all: a delta may bring ratings alone.
-- Days and seconds apart: DuckDB counts the units of an interval in 32 bits, which as seconds end in 2038.
-- Reads:  raw_ratings, rating_repeats, movie_ids, drop_tables
-- Grain:  one row per source row
-- Scope: part

select
    typed.user_id,
    typed.movie_id,
    typed.rating,
    timestamp '1970-01-01 00:00:00'
    + cast((typed.rated_epoch - typed.rated_epoch % 86400) / 86400 as int) * interval '1' day
    + cast(typed.rated_epoch % 86400 as int) * interval '1' second as rated_at,
    typed._source_file,
    typed._source_row,
    case
        when typed.raw_user_id is null then 'user_id_missing'
        when typed.user_id is null then 'user_id_not_a_number'
        when typed.raw_movie_id is null then 'movie_id_missing'
        when typed.movie_id is null then 'movie_id_not_a_number'
        when typed.raw_rating is null then 'rating_missing'
        when typed.rating is null then 'rating_not_a_number_of_half_stars'
        when typed.rating < 0.5 or typed.rating > 5 then 'rating_out_of_range'
        when typed.raw_rated_at is null then 'timestamp_missing'
        when typed.rated_epoch is null then 'timestamp_not_a_number'
        when typed.rated_epoch > 4102444800 then 'timestamp_out_of_range'
        when movie_ids.movie_id is null and (select count(*) from drop_tables where table_name = 'movies') > 0 then 'movie_unknown'
        when rating_repeats._source_row is not null then 'rating_repeated'
    end as _reason
from (
    select
        user_id as raw_user_id,
        movie_id as raw_movie_id,
        rating as raw_rating,
        rated_at as raw_rated_at,
        try_cast(regexp_extract(user_id, '^[0-9]{1,9}\z', 0) as bigint) as user_id,
        try_cast(regexp_extract(movie_id, '^[0-9]{1,9}\z', 0) as bigint) as movie_id,
        try_cast(regexp_extract(rating, '^[0-9]([.][05]0*)?\z', 0) as decimal(2, 1)) as rating,
        try_cast(regexp_extract(rated_at, '^[0-9]{1,10}\z', 0) as bigint) as rated_epoch,
        _source_file,
        _source_row
    from raw_ratings
) as typed
left join movie_ids on movie_ids.movie_id = typed.movie_id
left join rating_repeats
    on rating_repeats._source_file = typed._source_file
    and rating_repeats._source_row = typed._source_row
