-- Movies as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- Reads:  raw_movies, movie_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.movie_id,
    typed.title,
    typed.genres,
    typed._source_file,
    typed._source_row,
    case
        when typed.raw_movie_id is null then 'movie_id_missing'
        when typed.movie_id is null then 'movie_id_not_a_number'
        when typed.title is null then 'title_missing'
        when length(typed.title) > 500 then 'title_too_long'
        when typed.genres is null then 'genres_missing'
        when length(typed.genres) > 500 then 'genres_too_long'
        when movie_repeats._source_row is not null then 'movie_repeated'
    end as _reason
from (
    select
        movie_id as raw_movie_id,
        try_cast(regexp_extract(movie_id, '^[0-9]{1,9}\z', 0) as bigint) as movie_id,
        title,
        genres,
        _source_file,
        _source_row
    from raw_movies
) as typed
left join movie_repeats
    on movie_repeats._source_file = typed._source_file
    and movie_repeats._source_row = typed._source_row
