-- Rows that link a movie which an earlier row linked: the first one counts.
-- Reads:  raw_links, link_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: link_keys_twice

select _source_file, _source_row
from (
    select
        raw_links._source_file,
        raw_links._source_row,
        row_number() over (
            partition by try_cast(raw_links.movie_id as bigint)
            order by raw_links._source_file, raw_links._source_row
        ) as place
    from raw_links
    join link_keys_twice on link_keys_twice.movie_id = try_cast(raw_links.movie_id as bigint)
    where regexp_extract(raw_links.movie_id, '^[0-9]{1,9}\z', 0) <> ''
) as ranked
where place > 1
