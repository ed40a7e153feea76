/** The chain on the twin: latency of 1 MB drops in a row, and many small drops against the same work without the chain. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { dropAndWait } from "../cli/drop.ts";
import { createOutput } from "../cli/output.ts";
import { packFolder } from "../cli/pack/pack-folder.ts";
import type { TwinEnvironment } from "../local/environment.ts";
import { type BenchRow, percentile } from "./bench.ts";
import { startTwin } from "./twin.ts";

const DROPS = Number(process.env.BENCH_DROPS ?? 20);
const SMALL = Number(process.env.BENCH_SMALL_DROPS ?? 30);

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-bench-"));
  const twin = await startTwin(folder);
  try {
    const oneMegabyte = await packs(folder, "mb", DROPS + 1, 40_000);
    const [warmUp = "", ...measured] = oneMegabyte;
    await send(twin.environment, [warmUp]);
    const seconds: number[] = [];
    for (const zip of measured) seconds.push(...(await send(twin.environment, [zip])));
    const p50 = percentile(seconds, 0.5);
    const p95 = percentile(seconds, 0.95);
    const small = await packs(folder, "small", SMALL, 500);
    const startedAt = performance.now();
    const loaded = await send(twin.environment, small);
    const chainSeconds = (performance.now() - startedAt) / 1000;
    const byHandSeconds = await loopByHand(folder, "small", SMALL);
    return [
      { bench: "1 MB drop, upload to rows, p50 (s)", ratio: p50, goal: 1, ok: p50 <= 1, drops: DROPS },
      { bench: "1 MB drop, upload to rows, p95 (s)", ratio: p95, goal: 2, ok: p95 <= 2, drops: DROPS },
      {
        bench: "many small drops against a hand-written loop",
        ratio: round(chainSeconds / byHandSeconds),
        goal: 3,
        ok: chainSeconds <= 3 * byHandSeconds && loaded.length === SMALL,
        drops: SMALL,
        chainSeconds: round(chainSeconds),
        byHandSeconds: round(byHandSeconds),
      },
    ];
  } finally {
    twin.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const round = (value: number) => Math.round(value * 1000) / 1000;

/** `rows` ratings make about 25 bytes each. */
async function packs(folder: string, name: string, count: number, rows: number): Promise<string[]> {
  const zips: string[] = [];
  for (let drop = 0; drop < count; drop += 1) {
    const files = join(folder, `${name}-${drop}`);
    mkdirSync(files);
    const ratings = Array.from(
      { length: rows },
      (_, row) =>
        `${1 + Math.floor(row / 50)},${1 + (row % 50)},${0.5 + (row % 10) / 2},${1_000_000_000 + drop * 1_000_000 + row}`,
    );
    writeFileSync(
      join(files, "movies.csv"),
      `movieId,title,genres\n${Array.from({ length: 50 }, (_, movie) => `${movie + 1},Film ${drop} (1999),Drama`).join("\n")}\n`,
    );
    writeFileSync(join(files, "ratings.csv"), `userId,movieId,rating,timestamp\n${ratings.join("\n")}\n`);
    zips.push(
      (await packFolder(files, { dataset: "movielens", mode: "delta", out: join(folder, `${name}-${drop}.zip`) })).zip,
    );
  }
  return zips;
}

/** Seconds from the end of each upload to LOADED. Throws when one is not loaded. */
async function send(environment: TwinEnvironment, zips: readonly string[]): Promise<number[]> {
  const keys = zips.map((zip) => `bench/${zip.split("/").at(-1)}`);
  const results = await dropAndWait(environment, createOutput(true), zips, keys, 600_000);
  const lost = results.filter(({ state }) => state !== "LOADED");
  if (lost.length > 0) throw new Error(`Not loaded: ${JSON.stringify(lost)}`);
  return results.map(({ seconds }) => seconds);
}

/** What somebody would write without the chain: for each ZIP, unpack, read with types, append to tables, copy to an archive. */
async function loopByHand(folder: string, name: string, count: number): Promise<number> {
  const startedAt = performance.now();
  const { default: AdmZip } = await import("adm-zip");
  const instance = await DuckDBInstance.create(join(folder, "by-hand.duckdb"));
  const connection = await instance.connect();
  await connection.run("create table movies (movie_id bigint, title varchar, genres varchar, drop_id varchar)");
  await connection.run(
    "create table ratings (user_id bigint, movie_id bigint, rating decimal(2,1), rated_at bigint, drop_id varchar)",
  );
  for (let drop = 0; drop < count; drop += 1) {
    const zip = join(folder, `${name}-${drop}.zip`);
    const unpacked = join(folder, `by-hand-${drop}`);
    new AdmZip(zip).extractAllTo(unpacked);
    for (const table of ["movies", "ratings"])
      await connection.run(
        `insert into ${table} select *, '${drop}' from read_csv('${join(unpacked, `${table}.csv`)}', header = true)`,
      );
    copyFileSync(zip, join(folder, `archived-${drop}.zip`));
  }
  connection.closeSync();
  instance.closeSync();
  return (performance.now() - startedAt) / 1000;
}
