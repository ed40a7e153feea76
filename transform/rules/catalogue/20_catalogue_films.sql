-- Films as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- A release date is written in one of three ways: 1998-06-12, Jun 12 1998, 12 Jun 1998. There is no year 0.
-- Reads:  raw_catalogue_films, film_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.title,
    typed.us_gross,
    typed.worldwide_gross,
    typed.us_dvd_sales,
    typed.production_budget,
    typed.release_date,
    typed.mpaa_rating,
    typed.running_time_min,
    typed.distributor,
    typed.source,
    typed.major_genre,
    typed.creative_type,
    typed.director,
    typed.rotten_tomatoes_rating,
    typed.imdb_rating,
    typed.imdb_votes,
    typed._source_file,
    typed._source_row,
    case
        when typed.title is null then 'title_missing'
        when length(typed.title) > 500 then 'title_too_long'
        when typed.raw_us_gross is not null and typed.us_gross is null then 'us_gross_not_a_number'
        when typed.raw_worldwide_gross is not null and typed.worldwide_gross is null then 'worldwide_gross_not_a_number'
        when typed.raw_us_dvd_sales is not null and typed.us_dvd_sales is null then 'us_dvd_sales_not_a_number'
        when typed.raw_production_budget is not null and typed.production_budget is null then 'production_budget_not_a_number'
        when typed.raw_release_date is not null and typed.release_date is null then 'release_date_not_a_date'
        when length(typed.mpaa_rating) > 20 then 'mpaa_rating_too_long'
        when typed.raw_running_time_min is not null and typed.running_time_min is null then 'running_time_min_not_a_number'
        when typed.running_time_min < 1 or typed.running_time_min > 6000 then 'running_time_min_out_of_range'
        when length(typed.distributor) > 200 then 'distributor_too_long'
        when length(typed.source) > 200 then 'source_too_long'
        when length(typed.major_genre) > 200 then 'major_genre_too_long'
        when length(typed.creative_type) > 200 then 'creative_type_too_long'
        when length(typed.director) > 500 then 'director_too_long'
        when typed.raw_rotten_tomatoes_rating is not null and typed.rotten_tomatoes_rating is null then 'rotten_tomatoes_rating_not_a_number'
        when typed.rotten_tomatoes_rating > 100 then 'rotten_tomatoes_rating_out_of_range'
        when typed.raw_imdb_rating is not null and typed.imdb_rating is null then 'imdb_rating_not_a_number'
        when typed.imdb_rating > 10 then 'imdb_rating_out_of_range'
        when typed.raw_imdb_votes is not null and typed.imdb_votes is null then 'imdb_votes_not_a_number'
        when film_repeats._source_row is not null then 'film_repeated'
    end as _reason
from (
    select
        dated.title,
        dated.us_gross as raw_us_gross,
        try_cast(regexp_extract(dated.us_gross, '^[0-9]{1,12}\z', 0) as bigint) as us_gross,
        dated.worldwide_gross as raw_worldwide_gross,
        try_cast(regexp_extract(dated.worldwide_gross, '^[0-9]{1,12}\z', 0) as bigint) as worldwide_gross,
        dated.us_dvd_sales as raw_us_dvd_sales,
        try_cast(regexp_extract(dated.us_dvd_sales, '^[0-9]{1,12}\z', 0) as bigint) as us_dvd_sales,
        dated.production_budget as raw_production_budget,
        try_cast(regexp_extract(dated.production_budget, '^[0-9]{1,12}\z', 0) as bigint) as production_budget,
        dated.release_date as raw_release_date,
        case when dated.iso_date >= '0001' then try_cast(dated.iso_date as date) end as release_date,
        dated.mpaa_rating,
        dated.running_time_min as raw_running_time_min,
        try_cast(regexp_extract(dated.running_time_min, '^[0-9]{1,4}\z', 0) as bigint) as running_time_min,
        dated.distributor,
        dated.source,
        dated.major_genre,
        dated.creative_type,
        dated.director,
        dated.rotten_tomatoes_rating as raw_rotten_tomatoes_rating,
        try_cast(regexp_extract(dated.rotten_tomatoes_rating, '^[0-9]{1,3}\z', 0) as bigint) as rotten_tomatoes_rating,
        dated.imdb_rating as raw_imdb_rating,
        try_cast(regexp_extract(dated.imdb_rating, '^[0-9]{1,2}([.][0-9]0*)?\z', 0) as decimal(3, 1)) as imdb_rating,
        dated.imdb_votes as raw_imdb_votes,
        try_cast(regexp_extract(dated.imdb_votes, '^[0-9]{1,12}\z', 0) as bigint) as imdb_votes,
        dated._source_file,
        dated._source_row
    from (
        select
            films.title,
            films.us_gross,
            films.worldwide_gross,
            films.us_dvd_sales,
            films.production_budget,
            films.release_date,
            films.mpaa_rating,
            films.running_time_min,
            films.distributor,
            films.source,
            films.major_genre,
            films.creative_type,
            films.director,
            films.rotten_tomatoes_rating,
            films.imdb_rating,
            films.imdb_votes,
            case
                when regexp_extract(films.release_date, '^[0-9]{4}-[0-9]{2}-[0-9]{2}\z', 0) <> '' then films.release_date
                when regexp_extract(
                    films.release_date, '^([A-Z][a-z]{2} [0-9]{1,2}|[0-9]{1,2} [A-Z][a-z]{2}) [0-9]{4}\z', 0
                ) <> ''
                    then regexp_extract(films.release_date, '[0-9]{4}\z', 0)
                        || '-' || months.month_number
                        || '-' || lpad(regexp_extract(films.release_date, '(^| )([0-9]{1,2}) ', 2), 2, '0')
            end as iso_date,
            films._source_file,
            films._source_row
        from raw_catalogue_films as films
        left join (
            values
                ('Jan', '01'), ('Feb', '02'), ('Mar', '03'), ('Apr', '04'), ('May', '05'), ('Jun', '06'),
                ('Jul', '07'), ('Aug', '08'), ('Sep', '09'), ('Oct', '10'), ('Nov', '11'), ('Dec', '12')
        ) as months (month_name, month_number)
            on months.month_name = regexp_extract(films.release_date, '[A-Z][a-z]{2}', 0)
    ) as dated
) as typed
left join film_repeats
    on film_repeats._source_file = typed._source_file
    and film_repeats._source_row = typed._source_row
