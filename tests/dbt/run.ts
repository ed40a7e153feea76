/**
 * `npm run test:dbt`: the star schema on a twin of its own. Drops go through the whole chain and dbt builds after each by itself; its figures are
 * held against DuckDB's of the same files, its history against what has changed, and its tests against planted faults. Ends with `N passed, N failed`.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { dbtEnd, dbtLock, dbtProject, readOutcome, startDbt } from "../../cli/dbt/run.ts";
import { twinProfile } from "../../cli/dbt/target.ts";
import { dropAndWait } from "../../cli/drop.ts";
import { createOutput } from "../../cli/output.ts";
import { packFolder } from "../../cli/pack/pack-folder.ts";
import { connectSnowflake, type SqlConnection, twinOptions } from "../../cli/sql/connection.ts";
import { openEnvironments } from "../../local/python/environments.ts";
import { bareColumns } from "./catalog.ts";
import { check, fail, must, tally, tell } from "./checks.ts";
import { DROPS, type DropName, openDuck, type Packed, viewState, writeDrops } from "./data.ts";
import { faults } from "./faults.ts";
import { type Figure, figures, histories, plainRows } from "./figures.ts";
import { startTwin, type Twin } from "./twin.ts";

const LIMIT_MS = 300_000;
const work = mkdtempSync(join(tmpdir(), "reelhouse-dbt-"));
const dataDir = join(work, "home");
const folder = join(work, "dbt");
const startedAt = Date.now();
let twin: Twin | undefined;
let connection: SqlConnection | undefined;
let heard = 0;

try {
  const bin = await (await openEnvironments(tell)).bin(dbtLock);
  await start();
  await runChecks(bin);
} catch (error) {
  fail(String((error as Error).stack));
} finally {
  await connection?.close();
  await twin?.stop();
  rmSync(work, { recursive: true, force: true });
}
const { passed, failed } = tally();
tell(`\ndbt: ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function start(): Promise<void> {
  await connection?.close();
  await twin?.stop();
  twin = await startTwin(dataDir);
  connection = await connectSnowflake({ ...twinOptions(twin.environment), database: "REELHOUSE" });
}

async function sql(text: string): Promise<string[]> {
  return plainRows((await connection!.run(text)).rows);
}

async function runChecks(bin: string) {
  const duck = await openDuck();
  tell(`       of ${await writeDrops(work, duck)}`);
  const packed = new Map<DropName, Packed & { zip: string }>();
  for (const [name, { mode, sequence }] of Object.entries(DROPS) as [DropName, (typeof DROPS)[DropName]][]) {
    const options = { dataset: "movielens", mode, sequence, producedAt: `2026-01-01T00:00:${sequence}Z` } as const;
    const { zip, drop } = await packFolder(join(work, name), { ...options, out: join(work, `${name}.zip`) });
    packed.set(name, { zip, drop, folder: join(work, name) });
  }
  const view = (prefix: string, ...names: DropName[]) =>
    viewState(
      duck,
      names.map((name) => packed.get(name)!),
      prefix,
    );
  /** Through the chain; does not wait for the build. */
  const load = async (...names: DropName[]) => {
    const zips = names.map((name) => packed.get(name)!.zip);
    const keys = names.map((name) => `${name}.zip`);
    const results = await dropAndWait(twin!.environment, createOutput(true), zips, keys, LIMIT_MS);
    for (const result of results) must(result.state === "LOADED", `not loaded: ${JSON.stringify(result)}`);
  };
  /** What the builds after loads have said since this was asked last. */
  const newWords = () => {
    const words = readFileSync(join(dataDir, "logs", "dbt.log"), "utf8");
    const fresh = words.slice(heard);
    heard = words.length;
    return fresh;
  };
  const nextBuild = async () => {
    const said = await twin!.nextBuild();
    must(/^dbt build: \d+ passed in /.test(said), said);
    mustNotWarn(newWords());
  };
  const wholeBuild = async () => {
    await twin!.nextStart();
    await nextBuild();
  };
  const dbt = async (...args: string[]) => {
    const profile = twinProfile(twin!.environment);
    const child = startDbt({ bin, args: [...args, "--threads", "2"], profile, folder, stdio: "pipe" });
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => (said += text));
    child.stderr?.setEncoding("utf8").on("data", (text) => (said += text));
    const code = await dbtEnd(child);
    return { code, said, outcome: readOutcome(folder) };
  };
  const whole = async (...args: string[]) => {
    const { code, said, outcome } = await dbt("--warn-error", ...args);
    must(code === 0, `dbt ${args[0]} ended with ${code}: ${said.slice(-1000)}`);
    mustNotWarn(said);
    return outcome;
  };
  const compare = async ({ name, marts, files }: Figure, when: string) =>
    check(`${name}, ${when}: as DuckDB computes of the files`, async () => {
      const found = await sql(marts);
      const expected = plainRows(await duck(files));
      must(expected.length > 0, "the files give no row");
      const at = expected.findIndex((row, index) => row !== found[index]);
      must(
        at < 0 && found.length === expected.length,
        `${found.length} rows for ${expected.length}; row ${at}: ${found[at]} for ${expected[at]}`,
      );
    });
  const now = async () => (await sql("select to_char(sysdate(), 'YYYY-MM-DD HH24:MI:SS.FF3')"))[0]!;

  await check("before the first drop everything is built, with every test passed and no warning", async () => {
    await whole("build");
    must((await sql("select count(*) from marts.dim_movies")).join() === "0", "there are films");
  });

  await view("", "first");
  await check("a first drop is built by itself, with every test passed", async () => {
    await load("first");
    await wholeBuild();
  });
  for (const figure of figures) await compare(figure, "after the first drop");
  const afterFirst = await now();

  await view("a_", "first");
  await view("", "second");
  await check("a second drop with changes is built by itself, with every test passed", async () => {
    await load("second");
    await wholeBuild();
  });
  for (const figure of [...figures, ...histories(["a_", ""])]) await compare(figure, "after the second drop");
  const afterSecond = await now();

  await check("the same drop again and a build of nothing new change nothing", async () => {
    const counts = `select (select count(*) from snapshots.movies_history), (select count(*) from snapshots.tags_history), (select sum(hash(*)) from marts.fact_ratings)`;
    const before = await sql(counts);
    const again = packed.get("second")!.zip;
    const [result] = await dropAndWait(twin!.environment, createOutput(true), [again], ["again.zip"], LIMIT_MS);
    must(result?.state === "DUPLICATE", JSON.stringify(result));
    const outcome = await whole("build");
    must((outcome?.passed ?? 0) > 100 && outcome?.failed === 0, JSON.stringify(outcome));
    const after = await sql(counts);
    must(before.join() === after.join(), `${before} became ${after}`);
  });

  await check("a drop that is loaded after a build has begun waits for the next: its tests do not see it", async () => {
    await sql(
      "insert into raw.ratings (user_id, movie_id, rating, rated_at, _drop_id, _source_file, _source_row) select 1, 900000, 4.0, '2020-01-01', 'meanwhile', 'f', 1",
    );
    await sql(
      "insert into raw.drops (drop_id, dataset, table_name, mode, sequence, row_count, loaded_count, rejected_count, file_count, loaded_at) select 'meanwhile', 'movielens', 'RATINGS', 'delta', 90, 1, 1, 0, 1, current_timestamp()",
    );
    await whole("test", "--select", "fact_ratings", "stg_movielens__ratings");
    for (const table of ["raw.ratings where _drop_id", "raw.drops where drop_id"])
      await sql(`delete from ${table} = 'meanwhile'`);
  });

  await check("a build that is killed at its facts is told, and the next start makes it good", async () => {
    await load("newer");
    await twin!.nextStart();
    let words = "";
    await until(() => {
      words += newWords();
      return words.includes("START sql incremental model");
    });
    process.kill(Number(readFileSync(join(dataDir, "dbt", "writing"), "utf8")), "SIGKILL");
    const said = await twin!.nextBuild();
    must(said.startsWith("dbt build was killed; the next load or start builds again"), said);
    newWords(); // Python's own about the kill
    await start();
    await wholeBuild();
  });

  await view("b_", "second");
  await view("", "second", "late", "newer", "last");
  await check("drops that are loaded while a build runs are built by one more, also late and stale ones", async () => {
    await load("late");
    await twin!.nextStart();
    await load("stale", "last");
    must(twin!.untold() === 0, "the build had ended before the drops were loaded");
    await nextBuild();
    await wholeBuild();
    await pause(5_000); // two looks into the ledger
    must(twin!.untold() === 0, "there was a third build");
  });
  for (const figure of [...figures, ...histories(["a_", "b_", ""])]) await compare(figure, "after the deltas");
  for (const [moment, prefix, state] of [
    [afterFirst, "a_", "first"],
    [afterSecond, "b_", "second"],
  ] as const) {
    await check(`as of then, films and tags are those of the ${state} drop`, async () => {
      await whole("compile", "--select", "movies_as_of", "tags_as_of", "--vars", `{as_of: "${moment}"}`);
      const compiled = (name: string) =>
        readFileSync(join(folder, `target/compiled/reelhouse/analyses/${name}.sql`), "utf8");
      const pairs = [
        [
          `select movie_id, title, genres from (${compiled("movies_as_of")}) order by 1`,
          `select film, title, genres from ${prefix}movies order by 1`,
        ],
        [
          `select tag_name, use_count from (${compiled("tags_as_of")}) order by 1`,
          `select lower(trim(tag)), count(*) from ${prefix}tags group by 1 order by 1`,
        ],
      ] as const;
      for (const [marts, files] of pairs) {
        const [found, expected] = [await sql(marts), plainRows(await duck(files))];
        must(
          found.length > 0 && found.join("\n") === expected.join("\n"),
          `${found.length} rows for ${expected.length}`,
        );
      }
    });
  }
  await check("as of what is no moment, dbt ends with 2 and an example", async () => {
    for (const moment of ["nonsense", "2026-02-30"]) {
      const { code, said } = await dbt("compile", "--select", "movies_as_of", "--vars", `{as_of: "${moment}"}`);
      must(code === 2, `dbt compile as of ${moment} ended with ${code}`);
      must(said.includes('as_of takes a moment in UTC like "2026-01-01 00:00:00"'), said.slice(-1000));
    }
  });
  await check("everything made from nothing gives the same, and leaves the history alone", async () => {
    const counts = `select (select sum(hash(* exclude dbt_scd_id)) from snapshots.movies_history), (select sum(hash(*)) from marts.fact_ratings), (select sum(hash(*)) from marts.dim_users)`;
    const before = await sql(counts);
    await whole("build", "--full-refresh");
    const after = await sql(counts);
    must(before.join() === after.join(), `${before} became ${after}`);
  });
  await check("sources are fresh", async () => {
    await whole("source", "freshness");
  });
  await check(
    "the documentation is made; every model, snapshot and raw table and each of their columns is described, in Snowflake too",
    async () => {
      await whole("docs", "generate");
      const { tables, bare } = bareColumns(join(folder, "target"));
      must(tables === 8 + 7 + 2 + 7, `${tables} tables in the catalog`);
      must(bare.length === 0, `not described: ${bare.join(", ")}`);
    },
  );
  await check("a model and a test of one's own that are wrong end with 1, file, place and reason", async () => {
    const own = join(work, "own");
    cpSync(dbtProject, own, { recursive: true });
    mkdirSync(join(own, "models", "own"));
    writeFileSync(
      join(own, "models/own/tops.sql"),
      "select\n    movie_id\nfrom {{ ref('fact_ratings') }}\ngroup by movie_idd\n",
    );
    writeFileSync(join(own, "tests/no_films.sql"), "select movie_id from {{ ref('dim_movies') }} where movie_id = 2\n");
    const { code, outcome } = await dbt("build", "--select", "tops", "no_films", "--project-dir", own);
    must(code === 1, `dbt build ended with ${code}`);
    const failures = outcome?.failures.join("\n") ?? "";
    must(/models\/own\/tops\.sql\) .*line \d+ at position \d+ invalid identifier 'MOVIE_IDD'/.test(failures), failures);
    must(/no_films: Got 1 result/.test(failures), failures);
  });
  await check("planted faults are found, each by its test", async () => {
    for (const fault of Object.values(faults)) await sql(fault);
    const { code, outcome } = await dbt("test");
    must(code === 1, `dbt test ended with ${code}`);
    const missed = Object.keys(faults).filter(
      (name) => !outcome?.failures.some((failure) => failure.includes(`.${name}`)),
    );
    must(missed.length === 0, `not found: ${missed.join(", ")}; found: ${outcome?.failures.join("; ")}`);
  });
}

/** dbt's own words for it: `WARN`, `warning`, `[WARNING]`, deprecations among them. */
function mustNotWarn(said: string): void {
  const line = said.split("\n").find((text) => /\bwarn(ing)?s?\b/i.test(text.replace(/WARN=0|0 warnings/g, "")));
  must(line === undefined, `dbt warns: ${line}`);
}

async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!isTrue()) {
    must(Date.now() < end, "it did not come");
    await pause(50);
  }
}
