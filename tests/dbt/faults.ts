/** Faults for SQL to plant into what dbt has made, by the test that must find it; `select 1` where another fault is enough for two. */
export const faults: Readonly<Record<string, string>> = {
  half_star_fact_ratings_rating: "update marts.fact_ratings set rating = 3.3 where movie_id = 2",
  not_before_release:
    "update marts.fact_ratings set rated_at = '1900-01-01', rated_date_key = 19000101 where mod(movie_id, 2) = 1",
  relationships_fact_ratings_rated_date_key: "select 1",
  unique_together_fact_ratings: "insert into marts.fact_ratings select * from marts.fact_ratings limit 1",
  same_count_fact_ratings: "select 1",
  same_count_fact_movie_tags:
    "delete from marts.fact_movie_tags where tag = (select min(tag) from marts.fact_movie_tags)",
  same_count_dim_movies: "delete from marts.dim_movies where movie_id = 5",
  same_count_movies_history: "select 1",
  relationships_fact_movie_tags_movie_id:
    "update marts.fact_movie_tags set movie_id = 777777777 where movie_id = (select min(movie_id) from marts.fact_movie_tags)",
  relationships_fact_movie_tags_drop_id: "update marts.fact_movie_tags set drop_id = 'none' where movie_id = 777777777",
  relationships_dim_movies_drop_id: "update marts.dim_movies set drop_id = 'none' where movie_id = 2",
  relationships_dim_tags_genome_tag_id: "update marts.dim_tags set genome_tag_id = 999 where genome_tag_id is not null",
  unique_dim_tags_genome_tag_id: "select 1",
  relationships_fact_genome_scores_genome_tag_id:
    "update marts.fact_genome_scores set genome_tag_id = 999, relevance = 1.5 where genome_tag_id = 1",
  between_fact_genome_scores_relevance: "select 1",
  relationships_stg_movielens__genome_scores_genome_tag_id: "delete from raw.genome_tags where tag_id = 2",
  source_matches_ledger_raw_links: "delete from raw.links where movie_id = 3",
  one_current_version_movies_history:
    "update snapshots.movies_history set dbt_valid_to = null where dbt_valid_to is not null",
  relationships_movies_history_drop_id: "update snapshots.movies_history set drop_id = 'none' where movie_id = 2",
  relationships_tags_history_movie_id:
    "update snapshots.tags_history set movie_id = 888888888 where dbt_valid_to is null",
  not_null_dim_tags_tag_source: "update marts.dim_tags set tag_source = null where tag_name = 'noir'",
  accepted_values_dim_users_activity_level: "update marts.dim_users set activity_level = 'never' where user_id = 1",
  accepted_values_dim_dates_month: "update marts.dim_dates set month = 13 where date_key = 20200101",
  versions_apart_tags_history:
    "update snapshots.tags_history set dbt_valid_to = dbt_valid_from where dbt_valid_to is not null",
};
