/** `dbt build` of the star schema (models, snapshots, all tests) from nothing on the twin, against the same project by dbt-duckdb on a plain DuckDB. Ratings from BENCH_DBT_RATINGS (20,000,000, the shape of MovieLens 20M). */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { dbtProject } from "../cli/dbt/run.ts";
import { splitScript } from "../cli/sql/run-script.ts";
import { openEnvironments } from "../local/python/environments.ts";
import { startSnowflakeTwin } from "../local/snowflake/server.ts";
import type { BenchRow } from "./bench.ts";
import { connectDriver, type RunSql } from "./twin-tables.ts";

const RATINGS = Number(process.env.BENCH_DBT_RATINGS ?? 20_000_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 2);
const GOAL = 1.5;
const root = join(import.meta.dirname, "..");
const overlay = join(import.meta.dirname, "dbt-duckdb");
const ORIGIN = "'bench' as _drop_id, 'f' as _source_file, i + 1 as _source_row, timestamp '2026-01-01' as _loaded_at";

/** As MovieLens 20M has them: 145 ratings a user, 27 thousand films, 465 thousand tags, 11.7 million scores of 1,128 genome tags. */
function tablesOf(ratings: number): Record<string, string> {
  const films = Math.max(200, Math.round((ratings * 27_278) / 20e6));
  const scored = Math.max(100, Math.round((ratings * 10_381) / 20e6));
  const tags = Math.round((ratings * 465_564) / 20e6);
  const genres = "['Drama', 'Comedy|Romance', 'Action|Sci-Fi|Thriller', '(no genres listed)', 'Documentary']";
  return {
    movies: `select i + 1 as movie_id, 'Film ' || i || ' (' || (1930 + i % 60) || ')' as title, ${genres}[1 + i % 5] as genres, ${ORIGIN} from range(${films}) r(i)`,
    links: `select i + 1 as movie_id, lpad((100000 + i)::varchar, 7, '0') as imdb_id, i + 7 as tmdb_id, ${ORIGIN} from range(${films}) r(i)`,
    ratings: `select i // 145 + 1 as user_id, (i % 145 * ${Math.floor(films / 145)} + i // 145 % ${Math.max(1, Math.floor(films / 145))}) + 1 as movie_id,
      ((i * 7919) % 10 + 1) / 2 as rating, timestamp '1996-01-01' + to_seconds((i * 104729) % 600000000) as rated_at, ${ORIGIN} from range(${ratings}) r(i)`,
    tags: `select i % 8000 + 1 as user_id, i % ${films} + 1 as movie_id, 'Tag ' || (i * 31 % 38000) as tag,
      timestamp '2006-01-01' + to_seconds((i * 104729) % 280000000) as tagged_at, ${ORIGIN} from range(${tags}) r(i)`,
    genome_tags: `select i + 1 as tag_id, 'genome ' || i as tag, ${ORIGIN} from range(1128) r(i)`,
    genome_scores: `select i // 1128 + 1 as movie_id, i % 1128 + 1 as tag_id, (i * 7919 % 100003) / 100003 as relevance, ${ORIGIN} from range(${scored * 1128}) r(i)`,
  };
}

export async function run(): Promise<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), "dbt-bench-"));
  const twin = await startSnowflakeTwin({ port: 0, dataDir: join(folder, "twin") });
  try {
    const environments = await openEnvironments(() => {});
    const duckFile = join(folder, "reelhouse.duckdb");
    const sql = await connectDriver(twin.url);
    await prepareTwin(sql);
    await fillBoth(duckFile, sql, folder);
    const duckProject = duckProjectIn(folder);
    const duckBin = await environments.bin(join(overlay, "dbt-duckdb.txt"));
    const twinBin = await environments.bin(join(dbtProject, "dbt.txt"));
    const port = new URL(twin.url).port;
    const onDuck = (...args: string[]) =>
      dbt(duckBin, duckProject, join(folder, "duck"), { BENCH_DUCKDB: duckFile }, args);
    const onTwin = (...args: string[]) =>
      dbt(
        twinBin,
        dbtProject,
        join(folder, "on-twin"),
        {
          REELHOUSE_DBT_TARGET: "twin",
          SNOWFLAKE_ACCOUNT: "twin",
          SNOWFLAKE_HOST: "127.0.0.1",
          SNOWFLAKE_PORT: port,
          SNOWFLAKE_USERNAME: "u",
          SNOWFLAKE_PASSWORD: "p",
        },
        args,
      );
    await onDuck("parse");
    await onTwin("parse");
    const best = { twin: Number.POSITIVE_INFINITY, duck: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round += 1) {
      await dropSchemas(duckFile, sql);
      best.duck = Math.min(best.duck, await onDuck("build"));
      best.twin = Math.min(best.twin, await onTwin("build"));
    }
    await sameFigures(duckFile, sql);
    const ratio = Math.round((best.twin / best.duck) * 100) / 100;
    const seconds = (ms: number) => Math.round(ms / 100) / 10;
    return {
      bench: `dbt build of ${RATINGS.toLocaleString("en-US")} ratings on the twin against dbt-duckdb`,
      ratio,
      goal: GOAL,
      ok: ratio <= GOAL,
      twinSeconds: seconds(best.twin),
      duckdbSeconds: seconds(best.duck),
    };
  } finally {
    await twin.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepareTwin(sql: RunSql): Promise<void> {
  for (const file of ["setup/10_database.sql", "raw/20_drops.sql", "raw/30_movielens_tables.sql"])
    for (const { text } of splitScript(readFileSync(join(root, "sql", file), "utf8"))) await sql(text);
  await sql("create warehouse if not exists reelhouse_load");
  await sql("create role if not exists reelhouse_analyst");
  await sql("use schema reelhouse.raw");
  await sql("create stage files");
}

/** Every table by DuckDB; the twin gets the same rows by PUT and COPY. */
async function fillBoth(duckFile: string, sql: RunSql, folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(duckFile);
  const duck = await instance.connect();
  await duck.run("create schema raw");
  for (const [name, query] of Object.entries(tablesOf(RATINGS))) {
    const file = join(folder, `${name}.csv`);
    await duck.run(`create table raw.${name} as ${query}`);
    await duck.run(`copy raw.${name} to '${file}' (header)`);
    const columns = (await duck.runAndReadAll(`describe raw.${name}`)).getRows().map(([column]) => column);
    await sql(`put 'file://${file}' @files auto_compress = false`);
    await sql(
      `copy into ${name} (${columns.join(", ")}) from @files/${name}.csv file_format = (type = csv skip_header = 1)`,
    );
    await sql(`remove @files/${name}.csv`);
    rmSync(file);
    await sql(
      `insert into drops (drop_id, dataset, table_name, mode, row_count, loaded_count, rejected_count, file_count, loaded_at)
       select 'bench', 'movielens', '${name.toUpperCase()}', 'snapshot', count(*), count(*), 0, 1, '2026-01-01'::timestamp_ltz from ${name}`,
    );
  }
  const count = (name: string) => `(select count(*) from raw.${name})`;
  await duck.run(
    `create table raw.drops as ${Object.keys(tablesOf(RATINGS))
      .map(
        (name) =>
          `select 'bench' as drop_id, 'movielens' as dataset, '${name.toUpperCase()}' as table_name, 'snapshot' as mode, null::bigint as sequence, null::timestamp as produced_at, ${count(name)} as loaded_count, timestamp '2026-01-01' as loaded_at`,
      )
      .join(" union all ")}`,
  );
  duck.closeSync();
  instance.closeSync();
}

/** The project with DuckDB's spellings beside it, and without the contracts, which dbt-duckdb reads in other names of types: less work, if anything. */
function duckProjectIn(folder: string): string {
  const project = join(folder, "project");
  mkdirSync(project);
  cpSync(dbtProject, project, { recursive: true });
  cpSync(join(overlay, "macros"), join(project, "macros"), { recursive: true });
  cpSync(join(overlay, "profiles.yml"), join(project, "profiles.yml"));
  const settings = join(project, "dbt_project.yml");
  writeFileSync(
    settings,
    readFileSync(settings, "utf8").replace("+contract: { enforced: true }", "+contract: { enforced: false }"),
  );
  // DuckDB's TIMESTAMP reads no zone.
  const unitTests = join(project, "models/staging/_unit_tests.yml");
  writeFileSync(unitTests, readFileSync(unitTests, "utf8").replaceAll(" +0000", ""));
  return project;
}

async function dropSchemas(duckFile: string, sql: RunSql): Promise<void> {
  const instance = await DuckDBInstance.create(duckFile);
  const duck = await instance.connect();
  for (const schema of ["dbt_staging", "marts", "snapshots"]) {
    await duck.run(`drop schema if exists ${schema} cascade`);
    await sql(`drop schema if exists reelhouse.${schema} cascade`);
  }
  duck.closeSync();
  instance.closeSync();
}

/** A bench of different results would measure nothing. */
async function sameFigures(duckFile: string, sql: RunSql): Promise<void> {
  const figure = `select (select count(*) from marts.fact_ratings) as r, (select sum(rating) from marts.fact_ratings) as s, (select count(*) from marts.dim_users) as u,
    (select count(*) from marts.bridge_movie_genres) as g, (select sum(use_count) from marts.dim_tags) as t, (select count(*) from snapshots.tags_history) as h`;
  const instance = await DuckDBInstance.create(duckFile);
  const duck = await instance.connect();
  const expected = (await duck.runAndReadAll(figure)).getRows()[0]?.map(Number).join();
  duck.closeSync();
  instance.closeSync();
  await sql("use database reelhouse");
  const found = Object.values((await sql(figure))[0] ?? {})
    .map(Number)
    .join();
  if (found !== expected) throw new Error(`The twin has ${found}, DuckDB ${expected}.`);
}

/** Milliseconds of the whole command, as somebody runs it. Throws when it fails. */
async function dbt(
  bin: string,
  project: string,
  folder: string,
  profile: Record<string, string>,
  args: string[],
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(join(bin, "dbt"), ["--no-use-colors", ...args], {
    cwd: project,
    env: {
      ...process.env,
      ...profile,
      DBT_PROFILES_DIR: project,
      DBT_PROJECT_DIR: project,
      DBT_TARGET_PATH: join(folder, "target"),
      DBT_LOG_PATH: join(folder, "logs"),
      PYTHONDONTWRITEBYTECODE: "1",
      SNOWFLAKE_DISABLE_MINICORE: "1",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`dbt ${args.join(" ")} ended with ${code}: ${said.slice(-3000)}`);
  if (process.env.BENCH_DBT_LOG) writeFileSync(`${process.env.BENCH_DBT_LOG}-${folder.split("/").at(-1)}.log`, said);
  return performance.now() - startedAt;
}
