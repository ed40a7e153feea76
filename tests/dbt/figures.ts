/** The same figures twice: of the marts, in Snowflake's SQL; and of the CSV files, in DuckDB's, by other means. Each pair gives the same rows in the same order. */

export interface Figure {
  name: string;
  marts: string;
  files: string;
}

export const figures: Figure[] = [
  {
    name: "ratings and stars per year",
    marts: `select d.year, count(*), sum(f.rating) from marts.fact_ratings f join marts.dim_dates d on d.date_key = f.rated_date_key group by 1 order by 1`,
    files: `select year(moment), count(*), sum(stars) from ratings group by 1 order by 1`,
  },
  {
    name: "ratings at weekends and per day of the week",
    marts: `select d.day_name, d.is_weekend, count(*) from marts.fact_ratings f join marts.dim_dates d on d.date_key = f.rated_date_key group by 1, 2 order by 1`,
    files: `select dayname(moment), isodow(moment) > 5, count(*) from ratings group by 1, 2 order by 1`,
  },
  {
    name: "films, ratings and stars per genre",
    marts: `select b.genre, count(distinct b.movie_id), count(f.rating), coalesce(sum(f.rating), 0)
            from marts.bridge_movie_genres b left join marts.fact_ratings f on f.movie_id = b.movie_id group by 1 order by 1`,
    files: `with g as (select distinct film, unnest(string_split(genres, '|')) as genre from movies where genres <> '(no genres listed)')
            select genre, count(distinct film), count(stars), coalesce(sum(stars), 0) from g left join ratings using (film) group by 1 order by 1`,
  },
  {
    name: "films with their year, name, genres and links",
    marts: `select movie_id, film_name, release_year, release_decade, genre_count, imdb_id, tmdb_id from marts.dim_movies order by movie_id`,
    files: `select film, case when title similar to '.*\\([0-9]{4}\\)' then rtrim(left(title, length(title) - 6)) else title end,
              case when title similar to '.*\\([0-9]{4}\\)' then title[-5:-2]::int end, case when title similar to '.*\\([0-9]{4}\\)' then title[-5:-3] || '0' end::int,
              case when genres = '(no genres listed)' then 0 else len(list_distinct(string_split(genres, '|'))) end, 'tt' || imdb, tmdb
            from movies left join links using (film) order by film`,
  },
  {
    name: "what the genome says of each film",
    marts: `select movie_id, genome_tag_count, strong_genome_tag_count, top_genome_tag, top_genome_relevance from marts.dim_movies where genome_tag_count > 0 order by 1`,
    files: `select film, count(*), count_if(relevance >= 0.5), first(tag order by relevance desc, tag_id), max(relevance)
            from genome_scores join genome_tags using (tag_id) group by 1 order by 1`,
  },
  {
    name: "users with what they rated and tagged",
    marts: `select user_id, rating_count, mean_rating * 1000, tag_count, to_char(first_active_at, 'YYYY-MM-DD HH24:MI:SS'), to_char(last_active_at, 'YYYY-MM-DD HH24:MI:SS'), activity_level
            from marts.dim_users order by 1`,
    files: `with acts as (select person, moment, stars from ratings union all select person, moment, null from tags)
            select person, count(stars), ((sum(stars) * 2)::bigint * 1000 + count(stars)) // (2 * count(stars)), count(*) - count(stars), strftime(min(moment), '%Y-%m-%d %H:%M:%S'), strftime(max(moment), '%Y-%m-%d %H:%M:%S'),
              case when count(stars) < 50 then 'casual' when count(stars) < 200 then 'regular' else 'heavy' end
            from acts group by 1 order by 1`,
  },
  {
    name: "tags with their use",
    marts: `select t.tag_name, t.tag_source, t.use_count, t.user_count, t.movie_count, count(f.tag) from marts.dim_tags t left join marts.fact_movie_tags f on f.tag_key = t.tag_key
            group by 1, 2, 3, 4, 5 order by 1`,
    files: `with u as (select lower(trim(tag)) as word, count(*) as uses, count(distinct person) as people, count(distinct film) as films from tags group by 1),
              g as (select distinct lower(trim(tag)) as word from genome_tags)
            select word, case when word not in (select word from g) then 'users' when uses is null then 'genome' else 'both' end,
              coalesce(uses, 0), coalesce(people, 0), coalesce(films, 0), coalesce(uses, 0) from u full join g using (word) order by 1`,
  },
  {
    name: "relevance per genome tag",
    marts: `select t.tag_name, count(*), round(sum(f.relevance), 6) from marts.fact_genome_scores f join marts.dim_tags t on t.tag_key = f.tag_key group by 1 order by 1`,
    files: `select lower(trim(tag)), count(*), round(sum(relevance), 6) from genome_scores join genome_tags using (tag_id) group by 1 order by 1`,
  },
];

/** Of the snapshots after the second state, from the views of both (`a_`, without prefix). Versions that ended, versions that are current. */
export const histories: Figure[] = [
  {
    name: "versions of films",
    marts: `select movie_id, title, genres, dbt_valid_to is null from snapshots.movies_history order by 1, 4, 2, 3`,
    files: `with a as (select film, title, nullif(genres, '(no genres listed)') as genres from a_movies),
              b as (select film, title, nullif(genres, '(no genres listed)') as genres from movies)
            select * from (select film, title, genres, true from b union all (select film, title, genres, false from (from a except from b))) order by 1, 4, 2, 3`,
  },
  {
    name: "versions of tags",
    marts: `select user_id, movie_id, tag, to_char(tagged_at, 'YYYY-MM-DD HH24:MI:SS'), dbt_valid_to is null from snapshots.tags_history order by 1, 2, 3, 5, 4`,
    files: `select * from (select person, film, tag, strftime(moment, '%Y-%m-%d %H:%M:%S') as moment, true as is_current from tags
              union all (select person, film, tag, strftime(moment, '%Y-%m-%d %H:%M:%S'), false from (from a_tags except from tags))) order by 1, 2, 3, 5, 4`,
  },
];

/** Cells in one spelling: numbers by value, truth as true and false. */
export const plainRows = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) =>
    row
      .map((cell) => (cell === null || cell === undefined ? "" : String(cell)))
      .map((cell) => (/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(cell) ? String(Number(cell)) : cell))
      .join("|"),
  );
