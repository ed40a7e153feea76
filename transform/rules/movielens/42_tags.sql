-- Tags as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- A movie must be in the drop when the drop has movies at all: a delta may bring tags alone.
-- Days and seconds apart: DuckDB counts the units of an interval in 32 bits, which as seconds end in 2038.
-- Reads:  raw_tags, tag_repeats, movie_ids, drop_tables
-- Grain:  one row per source row
-- Scope: part

select
    typed.user_id,
    typed.movie_id,
    typed.tag,
    timestamp '1970-01-01 00:00:00'
    + cast((typed.tagged_epoch - typed.tagged_epoch % 86400) / 86400 as int) * interval '1' day
    + cast(typed.tagged_epoch % 86400 as int) * interval '1' second as tagged_at,
    typed._source_file,
    typed._source_row,
    case
        when typed.raw_user_id is null then 'user_id_missing'
        when typed.user_id is null then 'user_id_not_a_number'
        when typed.raw_movie_id is null then 'movie_id_missing'
        when typed.movie_id is null then 'movie_id_not_a_number'
        when typed.tag is null then 'tag_missing'
        when length(typed.tag) > 1000 then 'tag_too_long'
        when typed.raw_tagged_at is null then 'timestamp_missing'
        when typed.tagged_epoch is null then 'timestamp_not_a_number'
        when typed.tagged_epoch > 4102444800 then 'timestamp_out_of_range'
        when movie_ids.movie_id is null and (select count(*) from drop_tables where table_name = 'movies') > 0 then 'movie_unknown'
        when tag_repeats._source_row is not null then 'tag_repeated'
    end as _reason
from (
    select
        user_id as raw_user_id,
        movie_id as raw_movie_id,
        tag,
        tagged_at as raw_tagged_at,
        try_cast(regexp_extract(user_id, '^[0-9]{1,9}\z', 0) as bigint) as user_id,
        try_cast(regexp_extract(movie_id, '^[0-9]{1,9}\z', 0) as bigint) as movie_id,
        try_cast(regexp_extract(tagged_at, '^[0-9]{1,10}\z', 0) as bigint) as tagged_epoch,
        _source_file,
        _source_row
    from raw_tags
) as typed
left join movie_ids on movie_ids.movie_id = typed.movie_id
left join tag_repeats
    on tag_repeats._source_file = typed._source_file
    and tag_repeats._source_row = typed._source_row
