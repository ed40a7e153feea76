/** Two states of MovieLens as folders of CSV: MovieLens small where it lies beside the checkout, else a generated one, with a small genome; and the same a month later. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { openRun } from "../../cli/generate/index.ts";

export type Select = (sql: string) => Promise<unknown[][]>;

const MOVIELENS_SMALL = fileURLToPath(new URL("../../../shared/data/ml-latest-small/", import.meta.url));
const GENERATED_RATINGS = 20_000;
export const MEMBERS = ["movies", "ratings", "tags", "links", "genome-scores", "genome-tags"];

/** An in-memory DuckDB, which knows nothing of the warehouse. */
export async function openDuck(): Promise<Select> {
  const connection = await (await DuckDBInstance.create()).connect();
  return async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
}

/** Makes `<work>/first` and `<work>/second` and gives the name of what they are made of. */
export async function writeStates(work: string, select: Select): Promise<string> {
  const first = join(work, "first");
  const second = join(work, "second");
  const isReal = existsSync(join(MOVIELENS_SMALL, "ratings.csv"));
  const source = isReal ? MOVIELENS_SMALL : join(work, "generated");
  if (!isReal) await openRun("movielens", { rows: GENERATED_RATINGS, bad: 0, duplicates: 0 }).write(1, source);
  for (const folder of [first, second]) mkdirSync(folder);
  const write = (folder: string, member: string, sql: string) =>
    select(`copy (${sql}) to '${join(folder, `${member}.csv`)}' (header, delimiter ',')`);
  const read = (folder: string, member: string) =>
    `read_csv('${join(folder, `${member}.csv`)}', header = true, all_varchar = true)`;

  for (const member of ["movies", "ratings", "tags", "links"])
    await write(first, member, `from ${read(source, member)}`);
  await write(
    first,
    "genome-tags",
    "select i + 1 as tagId, ['Noir', 'slow', 'space', 'Heist '][i + 1] as tag from range(4) r(i)",
  );
  await write(
    first,
    "genome-scores",
    `select movieId, tagId, (movieId::int * 31 + tagId::int * 17) % 1000 / 1000 as relevance
     from ${read(first, "movies")} cross join ${read(first, "genome-tags")} where movieId::int % 3 = 0`,
  );

  // A month later: films renamed, of other genres, gone and new; ratings thought over; tags gone, new and given again.
  const kept = "movieId::int % 101 <> 0";
  await write(
    second,
    "movies",
    `select movieId, case when movieId::int % 97 = 1 then 'Renamed ' || title else title end as title,
       case when movieId::int % 89 = 2 then '(no genres listed)' else genres end as genres
     from ${read(first, "movies")} where ${kept}
     union all select (900000 + i)::varchar, 'New ' || i || ' (19' || (90 + i) || ')', 'Drama|Comedy' from range(5) r(i)`,
  );
  await write(
    second,
    "ratings",
    `select userId, movieId, case when (userId::int + movieId::int) % 50 = 0 then (5.5 - rating::decimal(2,1))::varchar else rating end as rating, timestamp
     from ${read(first, "ratings")} where ${kept}
     union all select (800000 + i)::varchar, (900000 + i % 5)::varchar, '4.5', (1700000000 + i)::varchar from range(20) r(i)`,
  );
  await write(
    second,
    "tags",
    `select userId, movieId, tag, case when (userId::int + movieId::int) % 7 = 0 then timestamp::bigint + 60 else timestamp::bigint end as timestamp
     from ${read(first, "tags")} where ${kept} and movieId::int % 11 <> 0
     union all select '800000', '900001', 'Brand New', 1700000001`,
  );
  await write(second, "links", `from ${read(first, "links")} where ${kept}`);
  await write(second, "genome-tags", `from ${read(first, "genome-tags")}`);
  await write(second, "genome-scores", `from ${read(first, "genome-scores")} where ${kept}`);
  return isReal ? "MovieLens small" : "a generated MovieLens";
}

/** Views over the CSV files of a state, with the types of its values: `<prefix>movies`, … */
export async function viewState(select: Select, folder: string, prefix: string): Promise<void> {
  const columns: Record<string, string> = {
    movies: "movieId::int as film, trim(title) as title, genres",
    ratings:
      "userId::int as person, movieId::int as film, rating::decimal(2,1) as stars, make_timestamp(timestamp::bigint * 1000000) as moment",
    tags: "userId::int as person, movieId::int as film, tag, make_timestamp(timestamp::bigint * 1000000) as moment",
    links: "movieId::int as film, imdbId as imdb, tmdbId::int as tmdb",
    "genome-scores": "movieId::int as film, tagId::int as tag_id, relevance::double as relevance",
    "genome-tags": "tagId::int as tag_id, tag",
  };
  for (const member of MEMBERS)
    await select(
      `create or replace view ${prefix}${member.replace("-", "_")} as select ${columns[member]} from read_csv('${join(folder, `${member}.csv`)}', header = true, all_varchar = true)`,
    );
}
