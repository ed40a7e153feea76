-- Links as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- IMDb's id keeps its leading zeros, so it is a text. Some movies have no id of The Movie Database.
-- Reads:  raw_links, link_repeats, movie_ids, drop_tables
-- Grain:  one row per source row
-- Scope: part

select
    typed.movie_id,
    typed.imdb_id,
    typed.tmdb_id,
    typed._source_file,
    typed._source_row,
    case
        when typed.raw_movie_id is null then 'movie_id_missing'
        when typed.movie_id is null then 'movie_id_not_a_number'
        when typed.imdb_id is null then 'imdb_id_missing'
        when regexp_extract(typed.imdb_id, '^[0-9]{7,9}\z', 0) = '' then 'imdb_id_not_seven_to_nine_digits'
        when typed.raw_tmdb_id is not null and typed.tmdb_id is null then 'tmdb_id_not_a_number'
        when movie_ids.movie_id is null and (select count(*) from drop_tables where table_name = 'movies') > 0 then 'movie_unknown'
        when link_repeats._source_row is not null then 'movie_repeated'
    end as _reason
from (
    select
        movie_id as raw_movie_id,
        tmdb_id as raw_tmdb_id,
        try_cast(regexp_extract(movie_id, '^[0-9]{1,9}\z', 0) as bigint) as movie_id,
        imdb_id,
        try_cast(regexp_extract(tmdb_id, '^[0-9]{1,9}\z', 0) as bigint) as tmdb_id,
        _source_file,
        _source_row
    from raw_links
) as typed
left join movie_ids on movie_ids.movie_id = typed.movie_id
left join link_repeats
    on link_repeats._source_file = typed._source_file
    and link_repeats._source_row = typed._source_row
