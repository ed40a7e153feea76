-- Rows that name a tag which an earlier row named: the first one counts.
-- Reads:  raw_genome_tags, genome_tag_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: genome_tag_keys_twice

select _source_file, _source_row
from (
    select
        raw_genome_tags._source_file,
        raw_genome_tags._source_row,
        row_number() over (
            partition by try_cast(raw_genome_tags.tag_id as bigint)
            order by raw_genome_tags._source_file, raw_genome_tags._source_row
        ) as place
    from raw_genome_tags
    join genome_tag_keys_twice on genome_tag_keys_twice.tag_id = try_cast(raw_genome_tags.tag_id as bigint)
    where regexp_extract(raw_genome_tags.tag_id, '^[0-9]{1,9}\z', 0) <> ''
) as ranked
where place > 1
