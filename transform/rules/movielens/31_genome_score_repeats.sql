-- Rows that score a movie and tag which an earlier row scored: the first one counts.
-- Reads:  raw_genome_scores, genome_score_keys_twice
-- Grain:  one row per source row
-- Scope: drop
-- Only if: genome_score_keys_twice

select _source_file, _source_row
from (
    select
        raw_genome_scores._source_file,
        raw_genome_scores._source_row,
        row_number() over (
            partition by genome_score_keys_twice.pair
            order by raw_genome_scores._source_file, raw_genome_scores._source_row
        ) as place
    from raw_genome_scores
    join genome_score_keys_twice
        on genome_score_keys_twice.pair
        = cast(try_cast(raw_genome_scores.movie_id as int) as bigint) * 4294967296
        + try_cast(raw_genome_scores.tag_id as int)
    where regexp_extract(raw_genome_scores.movie_id, '^[0-9]{1,9}\z', 0) <> ''
        and regexp_extract(raw_genome_scores.tag_id, '^[0-9]{1,9}\z', 0) <> ''
) as ranked
where place > 1
