/**
 * Drops of MovieLens as folders of CSV: MovieLens small where it lies beside the checkout, else a generated one, with a small genome; the same a
 * month later; and four deltas to it, of which one is as old as the first. What counts of them, as DuckDB's views.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { openRun } from "../../cli/generate/index.ts";

export type Select = (sql: string) => Promise<unknown[][]>;

const MOVIELENS_SMALL = fileURLToPath(new URL("../../../shared/data/ml-latest-small/", import.meta.url));
const GENERATED_RATINGS = 20_000;
/** A film whose title is empty in the second state: rejected, within what the contract bears, and still named by all else. It comes with a delta. */
const UNTITLED = "'3'";
/** The last that the contract lets through: 2100-01-01 00:00:00. */
const LAST_SECOND = 4_102_444_800;

/** An in-memory DuckDB, which knows nothing of the warehouse. */
export async function openDuck(): Promise<Select> {
  const connection = await (await DuckDBInstance.create()).connect();
  return async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
}

/** By folder: how each drop is packed. The order is that of the sequence; `stale` is older than the newest snapshot and does not count. */
export const DROPS = {
  first: { mode: "snapshot", sequence: 10 },
  stale: { mode: "delta", sequence: 15 },
  second: { mode: "snapshot", sequence: 20 },
  late: { mode: "delta", sequence: 30 },
  newer: { mode: "delta", sequence: 40 },
  last: { mode: "delta", sequence: 50 },
} as const;

const readCsv = (folder: string, member: string) =>
  `read_csv('${join(folder, `${member}.csv`)}', header = true, all_varchar = true)`;

export type DropName = keyof typeof DROPS;

/** Makes a folder of each drop under `work` and gives the name of what they are made of. */
export async function writeDrops(work: string, select: Select): Promise<string> {
  const [first, second] = [join(work, "first"), join(work, "second")];
  const isReal = existsSync(join(MOVIELENS_SMALL, "ratings.csv"));
  const source = isReal ? MOVIELENS_SMALL : join(work, "generated");
  if (!isReal) await openRun("movielens", { rows: GENERATED_RATINGS, bad: 0, duplicates: 0 }).write(1, source);
  for (const name of Object.keys(DROPS)) mkdirSync(join(work, name));
  const write = (folder: string, member: string, sql: string) =>
    select(`copy (${sql}) to '${join(folder, `${member}.csv`)}' (header, delimiter ',')`);

  for (const member of ["movies", "ratings", "tags", "links"])
    await write(first, member, `from ${readCsv(source, member)}`);
  await write(
    first,
    "genome-tags",
    "select i + 1 as tagId, ['Noir', 'slow', 'space', 'Heist '][i + 1] as tag from range(4) r(i)",
  );
  await write(
    first,
    "genome-scores",
    `select movieId, tagId, (movieId::int * 31 + tagId::int * 17) % 1000 / 1000 as relevance
     from ${readCsv(first, "movies")} cross join ${readCsv(first, "genome-tags")} where movieId::int % 3 = 0`,
  );

  // A month later: films renamed, of other genres, gone and new; ratings thought over; tags gone, new and given again.
  const kept = "movieId::int % 101 <> 0";
  await write(
    second,
    "movies",
    `select movieId, case when movieId = ${UNTITLED} then '' when movieId::int % 97 = 1 then 'Renamed ' || title else title end as title,
       case when movieId::int % 89 = 2 then '(no genres listed)' else genres end as genres
     from ${readCsv(first, "movies")} where ${kept}
     union all select (900000 + i)::varchar, 'New ' || i || ' (19' || (90 + i) || ')', 'Drama|Comedy' from range(5) r(i)`,
  );
  await write(
    second,
    "ratings",
    `select userId, movieId, case when (userId::int + movieId::int) % 50 = 0 then (5.5 - rating::decimal(2,1))::varchar else rating end as rating, timestamp
     from ${readCsv(first, "ratings")} where ${kept}
     union all select (800000 + i)::varchar, (900000 + i % 5)::varchar, '4.5', (1700000000 + i)::varchar from range(20) r(i)
     union all select * from (values ('820000', '900002', '0.5', '${LAST_SECOND}'), ('820000', '900003', '5.0', '946684800'))`,
  );
  await write(
    second,
    "tags",
    `select userId, movieId, tag, case when (userId::int + movieId::int) % 7 = 0 then timestamp::bigint + 60 else timestamp::bigint end as timestamp
     from ${readCsv(first, "tags")} where ${kept} and movieId::int % 11 <> 0
     union all select '800000', '900001', 'Brand New', 1700000001`,
  );
  await write(second, "links", `from ${readCsv(first, "links")} where ${kept}`);
  await write(second, "genome-tags", `from ${readCsv(first, "genome-tags")}`);
  await write(second, "genome-scores", `from ${readCsv(first, "genome-scores")} where ${kept}`);
  await writeDeltas(work, write);
  return isReal ? "MovieLens small" : "a generated MovieLens";
}

/** Films that were gone come again, as they were and renamed; one rating and one film are in several drops, and the newest of them counts. */
async function writeDeltas(
  work: string,
  write: (folder: string, member: string, sql: string) => Promise<unknown>,
): Promise<void> {
  const first = (member: string) => readCsv(join(work, "first"), member);
  const second = (member: string) => readCsv(join(work, "second"), member);
  const films = (drop: DropName, sql: string) => write(join(work, drop), "movies", sql);
  const ratings = (drop: DropName, sql: string) => write(join(work, drop), "ratings", sql);
  const gone = `from ${first("movies")} where movieId::int % 101 = 0 order by movieId::int limit 4`;
  // A drop brings the films that its rows name.
  await write(
    join(work, "newer"),
    "tags",
    `select userId, movieId, tag, '1500000003' as timestamp from ${second("tags")} where movieId not in ('1', ${UNTITLED}) order by movieId::int, userId::int, tag limit 5`,
  );
  await films(
    "newer",
    `select movieId, case when row_number() over (order by movieId::int) > 2 then 'Again ' || title else title end as title, genres from (${gone})
     union all select * from (values ('1', 'Newer (1995)', 'Drama'), ('910000', 'In a Delta (2001)', 'Drama|Drama|IMAX'))
     union all from ${second("movies")} where movieId in (select movieId from ${readCsv(join(work, "newer"), "tags")})`,
  );
  await ratings(
    "newer",
    `select '810000' as userId, movieId, '3.5' as rating, '1500000000' as timestamp from (${gone})
     union all select * from (values ('810000', '1', '1.0', '1500000001'), ('810000', '910000', '2.0', '1500000002'))`,
  );
  await films(
    "late",
    "select * from (values ('1', 'Older Than Newer (1994)', 'War'), ('900001', 'Late (1991)', 'War')) t(movieId, title, genres)",
  );
  await ratings(
    "late",
    "select * from (values ('810000', '1', '5.0', '1400000000'), ('810000', '900001', '4.0', '1400000001')) t(userId, movieId, rating, timestamp)",
  );
  await films("stale", "select * from (values ('900002', 'Stale (1901)', 'War')) t(movieId, title, genres)");
  await ratings(
    "stale",
    "select * from (values ('800000', '900002', '0.5', '1300000000')) t(userId, movieId, rating, timestamp)",
  );
  await films(
    "last",
    `select * from (values ('900003', 'Last (1993)', 'Drama'), (${UNTITLED}, 'Found (1995)', 'Drama|War')) t(movieId, title, genres)`,
  );
}

/** What is known of a drop once it is packed. */
export interface Packed {
  folder: string;
  drop: string;
}

const COLUMNS = {
  movies: "movieId::int as film, trim(title) as title, nullif(trim(genres), '(no genres listed)') as genres",
  ratings:
    "userId::int as person, movieId::int as film, rating::decimal(2,1) as stars, make_timestamp(timestamp::bigint * 1000000) as moment",
  tags: "userId::int as person, movieId::int as film, tag, make_timestamp(timestamp::bigint * 1000000) as moment",
  links: "movieId::int as film, imdbId as imdb, tmdbId::int as tmdb",
  "genome-scores": "movieId::int as film, tagId::int as tag_id, relevance::double as relevance",
  "genome-tags": "tagId::int as tag_id, tag",
};
const KEYS = {
  movies: "film",
  ratings: "person, film",
  tags: "person, film, tag",
  links: "film",
  "genome-scores": "film, tag_id",
  "genome-tags": "tag_id",
};

/** Views `<prefix>movies`, …: of these drops, the oldest first, the newest row of each key, with its drop. */
export async function viewState(select: Select, drops: readonly Packed[], prefix: string): Promise<void> {
  for (const member of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
    const parts = drops.flatMap(({ folder, drop }, place) => {
      const file = join(folder, `${member}.csv`);
      const read = `read_csv('${file}', header = true, all_varchar = true)`;
      const accepted = member === "movies" ? "where title <> ''" : "";
      return existsSync(file)
        ? [`select ${COLUMNS[member]}, '${drop}' as drop_id, ${place} as place from ${read} ${accepted}`]
        : [];
    });
    await select(
      `create or replace view ${prefix}${member.replace("-", "_")} as select * exclude (place) from (${parts.join(" union all ")})
       qualify row_number() over (partition by ${KEYS[member]} order by place desc) = 1`,
    );
  }
}
