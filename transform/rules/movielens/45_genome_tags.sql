-- Genome tags as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- Reads:  raw_genome_tags, genome_tag_repeats
-- Grain:  one row per source row
-- Scope: part

select
    typed.tag_id,
    typed.tag,
    typed._source_file,
    typed._source_row,
    case
        when typed.raw_tag_id is null then 'tag_id_missing'
        when typed.tag_id is null then 'tag_id_not_a_number'
        when typed.tag is null then 'tag_missing'
        when length(typed.tag) > 200 then 'tag_too_long'
        when genome_tag_repeats._source_row is not null then 'tag_repeated'
    end as _reason
from (
    select
        tag_id as raw_tag_id,
        try_cast(regexp_extract(tag_id, '^[0-9]{1,9}\z', 0) as bigint) as tag_id,
        tag,
        _source_file,
        _source_row
    from raw_genome_tags
) as typed
left join genome_tag_repeats
    on genome_tag_repeats._source_file = typed._source_file
    and genome_tag_repeats._source_row = typed._source_row
