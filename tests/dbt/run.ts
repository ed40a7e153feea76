/**
 * `npm run test:dbt`: the star schema on a twin of its own. Drops go through the whole chain and dbt builds after each by itself; its figures are
 * held against DuckDB's of the same files, its history against what has changed, and its tests against planted faults. Ends with `N passed, N failed`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { dbtEnd, dbtLock, readOutcome, startDbt } from "../../cli/dbt/run.ts";
import { twinProfile } from "../../cli/dbt/target.ts";
import { dropAndWait } from "../../cli/drop.ts";
import type { TwinEnvironment } from "../../cli/environment.ts";
import { requireTwin } from "../../cli/home.ts";
import { createOutput } from "../../cli/output.ts";
import { packFolder } from "../../cli/pack/pack-folder.ts";
import { connectSnowflake, type SqlConnection, twinOptions } from "../../cli/sql/connection.ts";
import { openEnvironments } from "../../local/python/environments.ts";
import { openDuck, viewState, writeStates } from "./data.ts";
import { type Figure, figures, histories, plainRows } from "./figures.ts";

const root = join(import.meta.dirname, "../..");
const LIMIT_MS = 300_000;
const work = mkdtempSync(join(tmpdir(), "reelhouse-dbt-"));
const dataDir = join(work, "home");
const folder = join(work, "dbt");
const tell = (line: string) => process.stdout.write(`${line}\n`);
let passed = 0;
let failed = 0;
const startedAt = Date.now();
let up: ChildProcess | undefined;

async function check(sentence: string, work: () => Promise<void>): Promise<void> {
  const checkedAt = Date.now();
  try {
    await work();
    passed += 1;
    tell(`ok     ${sentence} (${((Date.now() - checkedAt) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    tell(`FAILED ${sentence}: ${(error as Error).message.slice(0, 1500)}`);
  }
}

function must(isTrue: boolean, otherwise: string): asserts isTrue {
  if (!isTrue) throw new Error(otherwise);
}

try {
  const bin = await (await openEnvironments(tell)).bin(dbtLock);
  const builds = await startUp();
  const { environment } = requireTwin(dataDir);
  const connection = await connectSnowflake({ ...twinOptions(environment), database: "REELHOUSE" });
  await runChecks(bin, environment, connection, builds);
  await connection.close();
} catch (error) {
  failed += 1;
  tell(`FAILED ${(error as Error).stack}`);
} finally {
  if (up !== undefined && up.exitCode === null) {
    const ended = once(up, "exit");
    up.kill("SIGTERM");
    await ended;
  }
  rmSync(work, { recursive: true, force: true });
}
tell(`\ndbt: ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function runChecks(
  bin: string,
  environment: TwinEnvironment,
  connection: SqlConnection,
  nextBuild: () => Promise<string>,
) {
  const duck = await openDuck();
  const source = await writeStates(work, duck);
  tell(`       of ${source}`);
  const dbt = async (...args: string[]) => {
    const child = startDbt({
      bin,
      args: ["--no-use-colors", ...args, "--threads", "2"],
      profile: twinProfile(environment),
      folder,
      stdio: "pipe",
    });
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => (said += text));
    child.stderr?.setEncoding("utf8").on("data", (text) => (said += text));
    const code = await dbtEnd(child);
    return { code, said, outcome: readOutcome(folder) };
  };
  const whole = async (...args: string[]) => {
    const { code, said, outcome } = await dbt(...args);
    must(code === 0, `dbt ${args[0]} ended with ${code}: ${said.slice(-1000)}`);
    must(!/\bwarn(ing)?\b/i.test(said.replace(/WARN=0|0 warnings/g, "")), `dbt ${args[0]} warns: ${said.slice(-1000)}`);
    return outcome;
  };
  const drop = async (state: string, sequence: number) => {
    const producedAt = `2026-0${sequence}-01T00:00:00Z`;
    const { zip } = await packFolder(join(work, state), {
      dataset: "movielens",
      mode: "snapshot",
      sequence,
      producedAt,
      out: join(work, `${state}.zip`),
    });
    const [result] = await dropAndWait(environment, createOutput(true), [zip], [`${state}.zip`], LIMIT_MS);
    must(result?.state === "LOADED", `not loaded: ${JSON.stringify(result)}`);
    const said = await nextBuild();
    must(/^dbt build: \d+ passed in /.test(said), said);
  };
  const compare = async ({ name, marts, files }: Figure) =>
    check(`${name}: as DuckDB computes of the files`, async () => {
      const found = plainRows((await connection.run(marts)).rows);
      const expected = plainRows(await duck(files));
      must(expected.length > 0, "the files give no row");
      const at = expected.findIndex((row, index) => row !== found[index]);
      must(
        at < 0 && found.length === expected.length,
        `${found.length} rows for ${expected.length}; row ${at}: ${found[at]} for ${expected[at]}`,
      );
    });

  await viewState(duck, join(work, "first"), "");
  await viewState(duck, join(work, "first"), "a_");
  await check("a first drop is built by itself, with every test passed and no warning", () => drop("first", 1));
  for (const figure of figures) await compare(figure);
  const between = String((await connection.run("select to_char(sysdate(), 'YYYY-MM-DD HH24:MI:SS.FF3')")).rows[0]?.[0]);

  await viewState(duck, join(work, "second"), "");
  await check("a second drop with changes is built by itself, with every test passed", () => drop("second", 2));
  for (const figure of [...figures, ...histories]) await compare(figure);

  await check("a build without new drops changes nothing", async () => {
    const counts = `select (select count(*) from snapshots.movies_history), (select count(*) from snapshots.tags_history), (select sum(hash(*)) from marts.fact_ratings)`;
    const before = plainRows((await connection.run(counts)).rows);
    const outcome = await whole("build");
    must((outcome?.passed ?? 0) > 100 && outcome?.failed === 0, JSON.stringify(outcome));
    const after = plainRows((await connection.run(counts)).rows);
    must(before.join() === after.join(), `${before} became ${after}`);
  });
  await check("as of the time between, the films are those of the first drop", async () => {
    await whole("compile", "--select", "movies_as_of", "--vars", `{as_of: "${between}"}`);
    const sql = readFileSync(join(folder, "target/compiled/reelhouse/analyses/movies_as_of.sql"), "utf8");
    const found = plainRows((await connection.run(`select movie_id, title, genres from (${sql}) order by 1`)).rows);
    const expected = plainRows(
      await duck("select film, title, nullif(genres, '(no genres listed)') from a_movies order by 1"),
    );
    must(found.length > 0 && found.join("\n") === expected.join("\n"), `${found.length} films for ${expected.length}`);
  });
  await check("sources are fresh", async () => {
    await whole("source", "freshness");
  });
  await check("the documentation is made, with every column of the marts described", async () => {
    await whole("docs", "generate");
    const catalog = JSON.parse(readFileSync(join(folder, "target/catalog.json"), "utf8")) as {
      nodes: Record<string, { metadata: { schema: string }; columns: Record<string, { comment: string | null }> }>;
    };
    const marts = Object.entries(catalog.nodes).filter(([, { metadata }]) => metadata.schema.toLowerCase() === "marts");
    must(marts.length === 8, `${marts.length} marts`);
    const bare = marts.flatMap(([id, { columns }]) =>
      Object.keys(columns)
        .filter((name) => !columns[name]?.comment)
        .map((name) => `${id}.${name}`),
    );
    must(bare.length === 0, `no comment: ${bare.join(", ")}`);
  });
  await check("planted faults are found, each by its test", async () => {
    const faults = {
      half_star_fact_ratings_rating: "update marts.fact_ratings set rating = 3.3 where movie_id = 2",
      not_before_release:
        "update marts.fact_ratings set rated_at = '1900-01-01', rated_date_key = 19000101 where mod(movie_id, 2) = 1",
      relationships_fact_ratings_rated_date_key: "select 1",
      unique_together_fact_ratings: "insert into marts.fact_ratings select * from marts.fact_ratings limit 1",
      same_count_fact_ratings: "select 1",
      relationships_fact_movie_tags_movie_id:
        "update marts.fact_movie_tags set movie_id = 777777777 where movie_id = (select min(movie_id) from marts.fact_movie_tags)",
      source_matches_ledger_raw_links: "delete from raw.links where movie_id = 3",
      one_current_version_movies_history:
        "update snapshots.movies_history set dbt_valid_to = null where dbt_valid_to is not null",
      not_null_dim_tags_tag_source: "update marts.dim_tags set tag_source = null where tag_name = 'noir'",
      accepted_values_dim_users_activity_level: "update marts.dim_users set activity_level = 'never' where user_id = 1",
      versions_apart_tags_history:
        "update snapshots.tags_history set dbt_valid_to = dbt_valid_from where dbt_valid_to is not null",
    };
    for (const sql of Object.values(faults)) await connection.run(sql);
    const { code, outcome } = await dbt("test");
    must(code === 1, `dbt test ended with ${code}`);
    const missed = Object.keys(faults).filter(
      (name) => !outcome?.failures.some((failure) => failure.includes(`.${name}`)),
    );
    must(missed.length === 0, `not found: ${missed.join(", ")}; found: ${outcome?.failures.join("; ")}`);
  });
}

/** Starts the twin; gives a function that waits for the next outcome of dbt that `up` tells. */
async function startUp(): Promise<() => Promise<string>> {
  const ports = ["--aws-port", "0", "--snowflake-port", "0", "--console-port", "0"];
  const args = [
    "--disable-warning=ExperimentalWarning",
    join(root, "cli/main.ts"),
    "up",
    "--dbt",
    "--data-dir",
    dataDir,
    ...ports,
  ];
  up = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const outcomes: string[] = [];
  const errors: string[] = [];
  let wake = () => {};
  createInterface(up.stderr!).on("line", (line) => {
    errors.push(line);
    if (!/^dbt (build|does)/.test(line)) return;
    outcomes.push(line);
    wake();
  });
  let isServing = false;
  for await (const line of createInterface(up.stdout!)) {
    isServing = line.startsWith("Serving");
    if (isServing) break;
  }
  must(isServing, `the twin did not start: ${errors.slice(-5).join(" ")}`);
  return async () => {
    const timer = setTimeout(() => wake(), LIMIT_MS);
    if (outcomes.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    clearTimeout(timer);
    return outcomes.shift() ?? `dbt told nothing in ${LIMIT_MS / 1000} s: ${errors.slice(-3).join(" ")}`;
  };
}
