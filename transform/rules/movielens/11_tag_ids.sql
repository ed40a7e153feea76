-- The genome tags that this drop names, for the scores that refer to them.
-- Reads:  raw_genome_tags
-- Grain:  one row per tag_id
-- Scope: drop

select distinct cast(tag_id as bigint) as tag_id
from raw_genome_tags
where regexp_extract(tag_id, '^[0-9]{1,9}\z', 0) <> ''
