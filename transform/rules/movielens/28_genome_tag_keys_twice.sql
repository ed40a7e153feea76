-- Ids that occur more than once: nearly always none, which spares the ranking of all rows.
-- Reads:  raw_genome_tags
-- Grain:  one row per tag_id
-- Scope: drop

select try_cast(tag_id as bigint) as tag_id
from raw_genome_tags
where tag_id is not null
group by try_cast(tag_id as bigint)
having count(*) > 1
