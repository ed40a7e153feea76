-- Genome scores as the contract wants them, each row with the reason for which it is rejected, if there is one.
-- The relevance passes as the text that it is: engines print long fractions differently, and Snowflake reads the text.
-- Reads:  raw_genome_scores, genome_score_repeats, movie_ids, tag_ids, drop_tables
-- Grain:  one row per source row
-- Scope: part

select
    typed.movie_id,
    typed.tag_id,
    typed.relevance,
    typed._source_file,
    typed._source_row,
    case
        when typed.raw_movie_id is null then 'movie_id_missing'
        when typed.movie_id is null then 'movie_id_not_a_number'
        when typed.raw_tag_id is null then 'tag_id_missing'
        when typed.tag_id is null then 'tag_id_not_a_number'
        when typed.relevance is null then 'relevance_missing'
        when typed.relevance_number is null then 'relevance_not_a_number'
        when typed.relevance_number < 0 or typed.relevance_number > 1 then 'relevance_out_of_range'
        when movie_ids.movie_id is null and (select count(*) from drop_tables where table_name = 'movies') > 0 then 'movie_unknown'
        when tag_ids.tag_id is null and (select count(*) from tag_ids) > 0 then 'tag_unknown'
        when genome_score_repeats._source_row is not null then 'score_repeated'
    end as _reason
from (
    select
        movie_id as raw_movie_id,
        tag_id as raw_tag_id,
        relevance,
        try_cast(regexp_extract(movie_id, '^[0-9]{1,9}\z', 0) as bigint) as movie_id,
        try_cast(regexp_extract(tag_id, '^[0-9]{1,9}\z', 0) as bigint) as tag_id,
        try_cast(
            regexp_extract(relevance, '^[0-9]{1,3}([.][0-9]{1,30})?([eE]-?[0-9]{1,2})?\z', 0) as double
        ) as relevance_number,
        _source_file,
        _source_row
    from raw_genome_scores
) as typed
left join movie_ids on movie_ids.movie_id = typed.movie_id
left join tag_ids on tag_ids.tag_id = typed.tag_id
left join genome_score_repeats
    on genome_score_repeats._source_file = typed._source_file
    and genome_score_repeats._source_row = typed._source_row
