/** COPY INTO of one large CSV file from an internal stage, against DuckDB's own read_csv into a typed table. Size in MB from BENCH_COPY_MB (100). */
import { createWriteStream, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { BenchRow } from "./bench.ts";
import { connectDriver, type RunSql, withPlainAndTwin } from "./twin-tables.ts";

const MEGABYTES = Number(process.env.BENCH_COPY_MB ?? 100);
const rounds = 3;

export async function run(): Promise<BenchRow> {
  return withPlainAndTwin("twin-copy", async (plain, twin) => {
    const folder = join(twin.folder, "files");
    mkdirSync(folder);
    const file = join(folder, "rows.csv");
    const rows = await writeRows(file);
    const sql = await connectDriver(twin.url);
    await sql("create database bench");
    await sql("use schema bench.public");
    await sql("create stage files");
    await sql(`put 'file://${file}' @files auto_compress = false`);
    const best = { twin: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY };
    for (let round = 0; round < rounds; round += 1) {
      best.plain = Math.min(best.plain, await byDuck(plain, file, rows));
      best.twin = Math.min(best.twin, await byCopy(sql, rows));
    }
    const ratio = Math.round((best.twin / best.plain) * 100) / 100;
    return {
      bench: `twin: COPY INTO of a ${Math.round(statSync(file).size / 1e6)} MB CSV against DuckDB's read_csv`,
      ratio,
      goal: 2,
      ok: ratio <= 2,
      rows,
      twinMs: Math.round(best.twin),
      duckdbMs: Math.round(best.plain),
    };
  });
}

async function byDuck(plain: DuckDBConnection, file: string, rows: number): Promise<number> {
  await plain.run(
    "create or replace table ratings (user_id bigint, movie_id bigint, rating decimal(2,1), rated_at timestamp, note varchar)",
  );
  const startedAt = performance.now();
  await plain.run(`insert into ratings select * from read_csv('${file}', header = true)`);
  const ms = performance.now() - startedAt;
  const count = (await plain.runAndReadAll("select count(*) from ratings")).getRows()[0]?.[0];
  if (Number(count) !== rows) throw new Error(`DuckDB has ${count} rows instead of ${rows}.`);
  return ms;
}

async function byCopy(sql: RunSql, rows: number): Promise<number> {
  await sql(
    "create or replace table ratings (user_id number(18,0), movie_id number(18,0), rating number(2,1), rated_at timestamp_ntz, note varchar)",
  );
  const startedAt = performance.now();
  await sql("copy into ratings from @files file_format = (type = csv skip_header = 1)");
  const ms = performance.now() - startedAt;
  const [counted] = await sql("select count(*) as n from ratings");
  if (Number(counted?.N) !== rows) throw new Error(`The twin has ${counted?.N} rows instead of ${rows}.`);
  return ms;
}

/** About 50 bytes a row. Gives the number of rows. */
async function writeRows(file: string): Promise<number> {
  const rows = Math.ceil((MEGABYTES * 1e6) / 49);
  function* chunks() {
    yield "user_id,movie_id,rating,rated_at,note\n";
    for (let from = 0; from < rows; from += 10_000) {
      let chunk = "";
      for (let row = from; row < Math.min(from + 10_000, rows); row += 1) {
        const at = new Date(1_000_000_000_000 + row * 1000).toISOString().slice(0, 19).replace("T", " ");
        chunk += `${1 + Math.floor(row / 145)},${1 + ((row * 7919) % 26_744)},${((row % 10) + 1) / 2},${at},note ${row % 100_000}\n`;
      }
      yield chunk;
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(file));
  return rows;
}
