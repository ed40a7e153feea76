/** A drop of 20M ratings (BENCH_ROWS) through the running twin, against one hand-written DuckDB script: same CSV, same rules, same rejects, table as result. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type DropResult, dropAndWait } from "../cli/drop.ts";
import { ledgerOf } from "../cli/ledger.ts";
import { createOutput } from "../cli/output.ts";
import { packFolder } from "../cli/pack/pack-folder.ts";
import type { TwinEnvironment } from "../local/environment.ts";
import { type BenchRow, bestOf } from "./bench.ts";
import { writeMovieLensShape } from "./movielens-shape.ts";
import { startTwin } from "./twin.ts";

const ROWS = Number(process.env.BENCH_ROWS ?? 20_000_000);

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-bench-"));
  try {
    const files = join(folder, "files");
    mkdirSync(files);
    await writeMovieLensShape(files, { ratings: ROWS });
    const { zip } = await packFolder(files, { dataset: "movielens", mode: "delta", out: join(folder, "large.zip") });
    const twin = await startTwin(folder);
    let seconds: number;
    let stepSeconds: Record<string, number>;
    let peakMb: number;
    try {
      const [result] = await dropAndWait(twin.environment, createOutput(true), [zip], ["large.zip"], 1_800_000);
      if (result?.state !== "LOADED") throw new Error(`Not loaded: ${JSON.stringify(result)}`);
      seconds = result.seconds;
      stepSeconds = await secondsOfSteps(twin.environment, result);
      peakMb = peakMegabytes(twin.pid);
    } finally {
      twin.stop();
    }
    const byHand = await scriptByHand(files, folder);
    const ratio = Math.round((seconds / byHand) * 100) / 100;
    const goal = 2;
    const transformSeconds = stepSeconds.transform ?? Number.NaN;
    const parseSeconds = await typedParse(files);
    const share = Math.round((parseSeconds / transformSeconds) * 1000) / 1000;
    const transform: BenchRow = {
      bench: `transform of ${ROWS / 1e6}M ratings: DuckDB's own typed CSV parse of the file, as a share of its time`,
      ratio: share,
      goal: 0.15,
      ok: share >= 0.15,
      transformSeconds,
      parseSeconds: Math.round(parseSeconds * 100) / 100,
    };
    const drop: BenchRow = {
      bench: `${ROWS / 1e6}M ratings, drop to RAW rows, against a hand-written DuckDB script`,
      ratio,
      goal,
      ok: ratio <= goal && peakMb <= 4096,
      seconds,
      stepSeconds,
      byHandSeconds: Math.round(byHand * 10) / 10,
      csvMb: Math.round(statSync(join(files, "ratings.csv")).size / 1e6),
      peakMb,
    };
    return [drop, transform];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As good an engineer's script: typed columns from text, the contract's rules, rejects apart, one table. */
async function scriptByHand(files: string, folder: string): Promise<number> {
  const startedAt = performance.now();
  const instance = await DuckDBInstance.create(join(folder, "by-hand.duckdb"), {
    memory_limit: "4GB",
    temp_directory: folder,
  });
  const connection = await instance.connect();
  await connection.run(`
    create table movies as select cast(movieId as bigint) as movie_id, title, genres from read_csv('${files}/movies.csv', header = true, all_varchar = true);
    create temp table checked as
      select *, case when user_id is null then 'user' when movie_id is null then 'movie' when rating is null or rating not between 0.5 and 5 or rating * 2 <> floor(rating * 2) then 'rating'
                     when epoch is null then 'timestamp' when movie_id not in (select movie_id from movies) then 'unknown movie' end as reason
      from (select try_cast(regexp_extract(userId, '^[0-9]{1,9}$', 0) as bigint) as user_id, try_cast(regexp_extract(movieId, '^[0-9]{1,9}$', 0) as bigint) as movie_id,
                   try_cast(rating as decimal(3, 1)) as rating, try_cast(regexp_extract("timestamp", '^[0-9]{1,12}$', 0) as bigint) as epoch, row_number() over () as source_row
            from read_csv('${files}/ratings.csv', header = true, all_varchar = true));
    create temp table repeats as select user_id, movie_id, max(source_row) as keep from checked where reason is null group by all having count(*) > 1;
    create table ratings as select user_id, movie_id, rating, timestamp '1970-01-01' + epoch * interval 1 second as rated_at, source_row from checked
      where reason is null and not exists (select 1 from repeats r where r.user_id = checked.user_id and r.movie_id = checked.movie_id and r.keep <> checked.source_row);
    create table rejects as select * from checked where reason is not null;
  `);
  connection.closeSync();
  instance.closeSync();
  return (performance.now() - startedAt) / 1000;
}

/** Each step from its lease to its end, as the ledger has it. */
async function secondsOfSteps(
  environment: TwinEnvironment,
  { dataset, drop }: DropResult,
): Promise<Record<string, number>> {
  if (dataset === null || drop === null) throw new Error("The drop has no id.");
  const ledger = ledgerOf(environment);
  const item = await ledger.getDrop({ dataset, drop });
  if (item === undefined) throw new Error(`The ledger has no drop ${drop}.`);
  const object = await ledger.getObject(item.object);
  const steps = [...(object?.steps ?? []), ...item.steps].filter(({ startedAt, endedAt }) => endedAt > startedAt);
  return Object.fromEntries(steps.map(({ step, startedAt, endedAt }) => [step, (endedAt - startedAt) / 1000]));
}

/** The best of three. The values are aggregated, so that every one of them is converted. */
async function typedParse(files: string): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = "{userId: 'BIGINT', movieId: 'BIGINT', rating: 'DECIMAL(3,1)', timestamp: 'BIGINT'}";
  const ms = await bestOf(3, () =>
    connection.run(
      `select max(userId), max(movieId), max(rating), max(timestamp) from read_csv('${files}/ratings.csv', header = true, auto_detect = false, delim = ',', columns = ${columns})`,
    ),
  );
  connection.closeSync();
  instance.closeSync();
  return ms / 1000;
}

/** Linux keeps a process's peak; elsewhere it is not measured. */
function peakMegabytes(pid: number): number {
  try {
    return Math.round(
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024,
    );
  } catch {
    return Number.NaN;
  }
}
