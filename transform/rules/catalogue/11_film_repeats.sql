-- Rows that name a film which an earlier row named: the first one counts.
-- Reads:  raw_catalogue_films, film_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: film_keys_twice

select _source_file, _source_row
from (
    select
        raw_catalogue_films._source_file,
        raw_catalogue_films._source_row,
        row_number() over (
            partition by raw_catalogue_films.title, coalesce(raw_catalogue_films.release_date, '')
            order by raw_catalogue_films._source_file, raw_catalogue_films._source_row
        ) as place
    from raw_catalogue_films
    join film_keys_twice
        on film_keys_twice.title = raw_catalogue_films.title
        and film_keys_twice.release_date = coalesce(raw_catalogue_films.release_date, '')
) as ranked
where place > 1
