-- Tags that the same user gave the same movie later: the latest counts, of equal times the last row.
-- Reads:  raw_tags, tag_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: tag_keys_twice

select _source_file, _source_row
from (
    select
        raw_tags._source_file,
        raw_tags._source_row,
        row_number() over (
            partition by raw_tags.user_id, raw_tags.movie_id, raw_tags.tag
            order by
                try_cast(regexp_extract(raw_tags.tagged_at, '^[0-9]{1,10}\z', 0) as bigint) desc nulls last,
                raw_tags._source_file desc,
                raw_tags._source_row desc
        ) as place
    from raw_tags
    join tag_keys_twice
        on tag_keys_twice.user_id = raw_tags.user_id
        and tag_keys_twice.movie_id = raw_tags.movie_id
        and tag_keys_twice.tag = raw_tags.tag
) as ranked
where place > 1
