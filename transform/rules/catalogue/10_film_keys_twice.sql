-- Titles with a release date that occur more than once, as they are written.
-- Reads:  raw_catalogue_films
-- Grain:  one row per title and release_date
-- Scope: drop

select title, coalesce(release_date, '') as release_date
from raw_catalogue_films
where title is not null
group by title, coalesce(release_date, '')
having count(*) > 1
