/** A twin by the machine's clock with a system of `sql/` on it, and its plain DuckDB rival. For benches. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { connectSnowflake, type SqlConnection } from "../cli/sql/connection.ts";
import { splitScript } from "../cli/sql/run-script.ts";
import { createClock } from "../local/snowflake/clock.ts";
import { startSnowflakeTwin } from "../local/snowflake/server.ts";
import type { BenchRow } from "./bench.ts";

export interface Rivals {
  /** Snowflake SQL on the twin. */
  twin(sql: string): Promise<unknown[][]>;
  plain: DuckDBConnection;
}

/** Both keep their data in files; the twin's clock stands still, so that nothing runs on its own. */
export async function withRivals<T>(systems: readonly string[], work: (rivals: Rivals) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "systems-bench-"));
  const instance = await DuckDBInstance.create(join(folder, "plain.duckdb"));
  const plain = await instance.connect();
  const s3 = {
    endpoint: "http://127.0.0.1:9",
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  };
  const twin = await startSnowflakeTwin({ port: 0, dataDir: join(folder, "twin"), clock: createClock(Date.now()), s3 });
  try {
    const connection = await connectSnowflake({ accessUrl: twin.url, account: "twin", username: "u", password: "p" });
    await deploy(connection, systems);
    return await work({ twin: async (sql) => (await connection.run(sql)).rows, plain });
  } finally {
    await twin.close();
    plain.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function deploy(connection: SqlConnection, systems: readonly string[]): Promise<void> {
  await connection.run("set archive_url = 's3://archive/'");
  await connection.run("set integration_role_arn = 'arn:aws:iam::000000000000:role/reader'");
  for (const system of ["setup", "raw", ...systems]) {
    const folder = join(import.meta.dirname, "..", "sql", system);
    for (const file of readdirSync(folder).sort())
      for (const { text } of splitScript(readFileSync(join(folder, file), "utf8"))) await connection.run(text);
  }
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export function rivalRow(bench: string, twinMs: number, duckdbMs: number, goal: number): BenchRow {
  const ratio = Math.round((twinMs / duckdbMs) * 100) / 100;
  return { bench, ratio, goal, ok: ratio <= goal, twinMs: Math.round(twinMs), duckdbMs: Math.round(duckdbMs) };
}
