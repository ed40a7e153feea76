/**
 * The same figures twice: of the marts, in Snowflake's SQL; and of the CSV files, in DuckDB's, by other means. Each pair gives the same rows in the
 * same order. Together they look at every column of every mart.
 */

export interface Figure {
  name: string;
  marts: string;
  files: string;
}

const TIME = (column: string) => `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS')`;
const DAY_KEY = (column: string) => `strftime(${column}, '%Y%m%d')::int`;
/** Films that came, and those that are only named. */
const FILMS = `(
  select film, title, genres, drop_id, false as is_inferred from movies
  union all
  select film, format('Unknown film (id {})', film), null, null, true
  from (select film from ratings union select film from tags union select film from links union select film from genome_scores)
  where film not in (select film from movies))`;
const HAS_YEAR = "title similar to '.*\\([0-9]{4}\\)'";

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
    name: "ratings of each user in each drop, column by column",
    marts: `select user_id, drop_id, count(*), sum(movie_id), sum(movie_id * rating), sum(rated_date_key), sum(date_part(epoch_second, rated_at) * rating), min(rating), max(rating)
            from marts.fact_ratings group by 1, 2 order by 1, 2`,
    files: `select person, drop_id, count(*), sum(film), sum(film * stars), sum(${DAY_KEY("moment")}), sum(epoch(moment)::bigint * stars), min(stars), max(stars)
            from ratings group by 1, 2 order by 1, 2`,
  },
  {
    name: "films, ratings and stars per genre",
    marts: `select b.genre, count(distinct b.movie_id), count(f.rating), coalesce(sum(f.rating), 0)
            from marts.bridge_movie_genres b left join marts.fact_ratings f on f.movie_id = b.movie_id group by 1 order by 1`,
    files: `with g as (select distinct film, unnest(string_split(genres, '|')) as genre from movies)
            select genre, count(distinct film), count(stars), coalesce(sum(stars), 0) from g left join ratings using (film) group by 1 order by 1`,
  },
  {
    name: "films and their genres, one by one",
    marts: `select movie_id, genre from marts.bridge_movie_genres order by 1, 2`,
    files: `select distinct film, unnest(string_split(genres, '|')) as genre from movies order by 1, 2`,
  },
  {
    name: "films with their year, name, genres, links and drop",
    marts: `select movie_id, title, film_name, release_year, release_decade, genres, genre_count, imdb_id, imdb_url, tmdb_id, is_inferred, drop_id from marts.dim_movies order by movie_id`,
    files: `select film, title, case when ${HAS_YEAR} then rtrim(left(title, length(title) - 6)) else title end,
              case when ${HAS_YEAR} then title[-5:-2]::int end, case when ${HAS_YEAR} then title[-5:-3] || '0' end::int,
              genres, coalesce(len(list_distinct(string_split(genres, '|'))), 0), 'tt' || imdb, 'https://www.imdb.com/title/tt' || imdb || '/', tmdb, is_inferred, films.drop_id
            from ${FILMS} as films left join links using (film) order by film`,
  },
  {
    name: "what the genome says of each film",
    marts: `select movie_id, genome_tag_count, strong_genome_tag_count, top_genome_tag, top_genome_relevance from marts.dim_movies order by 1`,
    files: `select film, count(relevance), count(*) filter (relevance >= 0.5), first(tag order by relevance desc, tag_id), max(relevance)
            from ${FILMS} left join genome_scores using (film) left join genome_tags using (tag_id) group by 1 order by 1`,
  },
  {
    name: "users with what they rated and tagged",
    marts: `select user_id, rating_count, mean_rating * 1000, tag_count, ${TIME("first_active_at")}, ${TIME("last_active_at")}, activity_level
            from marts.dim_users order by 1`,
    files: `with acts as (select person, moment, stars from ratings union all select person, moment, null from tags)
            select person, count(stars), ((sum(stars) * 2)::bigint * 1000 + count(stars)) // (2 * count(stars)), count(*) - count(stars), strftime(min(moment), '%Y-%m-%d %H:%M:%S'), strftime(max(moment), '%Y-%m-%d %H:%M:%S'),
              case when count(stars) < 50 then 'casual' when count(stars) < 200 then 'regular' else 'heavy' end
            from acts group by 1 order by 1`,
  },
  {
    name: "tags with their key, source and use",
    marts: `select t.tag_name, t.tag_key, t.tag_source, t.genome_tag_id, t.use_count, t.user_count, t.movie_count, ${TIME("t.first_used_at")}, ${TIME("t.last_used_at")}, count(f.tag)
            from marts.dim_tags t left join marts.fact_movie_tags f on f.tag_key = t.tag_key group by all order by 1`,
    files: `with u as (select lower(trim(tag)) as word, count(*) as uses, count(distinct person) as people, count(distinct film) as films, min(moment) as since, max(moment) as until from tags group by 1),
              g as (select lower(trim(tag)) as word, min(tag_id) as tag_id from genome_tags group by 1)
            select word, md5(word), case when tag_id is null then 'users' when uses is null then 'genome' else 'both' end, tag_id,
              coalesce(uses, 0), coalesce(people, 0), coalesce(films, 0), strftime(since, '%Y-%m-%d %H:%M:%S'), strftime(until, '%Y-%m-%d %H:%M:%S'), coalesce(uses, 0)
            from u full join g using (word) order by 1`,
  },
  {
    name: "tags that were given, one by one",
    marts: `select user_id, movie_id, tag, tag_key, tagged_date_key, ${TIME("tagged_at")}, drop_id from marts.fact_movie_tags order by 1, 2, 3`,
    files: `select person, film, tag, md5(lower(trim(tag))), ${DAY_KEY("moment")}, strftime(moment, '%Y-%m-%d %H:%M:%S'), drop_id from tags order by 1, 2, 3`,
  },
  {
    name: "relevance per genome tag",
    marts: `select t.tag_name, count(*), round(sum(f.relevance), 6) from marts.fact_genome_scores f join marts.dim_tags t on t.tag_key = f.tag_key group by 1 order by 1`,
    files: `select lower(trim(tag)), count(*), round(sum(relevance), 6) from genome_scores join genome_tags using (tag_id) group by 1 order by 1`,
  },
  {
    name: "genome scores, one by one",
    marts: `select movie_id, genome_tag_id, tag_key, relevance, drop_id from marts.fact_genome_scores order by 1, 2`,
    files: `select film, tag_id, md5(lower(trim(tag))), relevance, genome_scores.drop_id from genome_scores join genome_tags using (tag_id) order by 1, 2`,
  },
  {
    name: "days from 1970 to 2100, column by column",
    marts: `select date_key, to_char(date_day, 'YYYY-MM-DD'), year, quarter, month, day_of_month, day_of_week, day_name, is_weekend from marts.dim_dates order by 1`,
    files: `select ${DAY_KEY("day")}, strftime(day, '%Y-%m-%d'), year(day), quarter(day), month(day), day(day), isodow(day), dayname(day), isodow(day) > 5
            from (select unnest(generate_series(date '1970-01-01', date '2100-01-01', interval 1 day)) as day) order by 1`,
  },
];

/**
 * Of the snapshots, after builds that saw these states: views with these prefixes, the oldest first, the last of them current. A version that is
 * not in the next state ended there, whether it changed or went away.
 */
export function histories(prefixes: readonly string[]): Figure[] {
  const versions = (table: string, columns: string) => {
    const rows = (prefix: string) => `select ${columns} from ${prefix}${table}`;
    const ended = prefixes
      .slice(0, -1)
      .map((prefix, at) => `select *, false from (${rows(prefix)} except ${rows(prefixes[at + 1]!)})`);
    return [...ended, `select *, true from (${rows(prefixes.at(-1)!)})`].join(" union all ");
  };
  return [
    {
      name: "versions of films",
      marts: `select movie_id, title, genres, dbt_valid_to is null as is_current from snapshots.movies_history order by 1, 4, 2, 3 nulls last`,
      files: `from (${versions("movies", "film, title, genres")}) order by 1, 4, 2, 3 nulls last`,
    },
    {
      name: "versions of tags",
      marts: `select user_id, movie_id, tag, ${TIME("tagged_at")}, dbt_valid_to is null as is_current from snapshots.tags_history order by 1, 2, 3, 5, 4`,
      files: `from (${versions("tags", "person, film, tag, strftime(moment, '%Y-%m-%d %H:%M:%S')")}) order by 1, 2, 3, 5, 4`,
    },
  ];
}

/** Cells in one spelling: numbers by value, truth as true and false. */
export const plainRows = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) =>
    row
      .map((cell) => (cell === null || cell === undefined ? "" : String(cell)))
      .map((cell) => (/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(cell) ? String(Number(cell)) : cell))
      .join("|"),
  );
