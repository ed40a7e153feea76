/** DML with change capture on the twin against the same in plain DuckDB, and the net read of a stream. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { startSnowflakeTwin } from "../local/snowflake/server.ts";
import type { BenchRow } from "./bench.ts";
import { connectDriver } from "./twin-tables.ts";

const rounds = 3;
const columns = "id, v, x, t";
const ddl = (type: { text: string; time: string }) => `(id integer, v ${type.text}, x decimal(18,2), t ${type.time})`;

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "twin-changes-"));
  const instance = await DuckDBInstance.create(join(folder, "plain.duckdb"));
  const plain = await instance.connect();
  const twin = await startSnowflakeTwin({ port: 0, dataDir: join(folder, "twin") });
  try {
    const sql = await connectDriver(twin.url);
    await sql("create database bench");
    await plain.run(`create table t ${ddl({ text: "varchar", time: "timestamp" })}`);
    await plain.run(
      `insert into t select i, 'name ' || (i % 1000), (i * 7 % 100)::decimal(18,2), timestamp '2026-01-01' + i * interval 1 second from range(1000000) r(i)`,
    );
    await sql(`create table bench.public.t ${ddl({ text: "varchar", time: "timestamp_ntz" })}`);
    await sql("use schema bench.public");
    await sql(
      `insert into t select i, 'name ' || (i % 1000), (i * 7 % 100)::number(18,2), dateadd(second, i, '2026-01-01'::timestamp_ntz)
       from (select row_number() over (order by 1) - 1 as i from table(generator(rowcount => 1000000)))`,
    );
    await sql("create stream st on table t");
    for (const each of [sql, (text: string) => plain.run(text)]) {
      await each(`create table more as select ${columns} from t where id < 100000`);
    }

    const both = async (statement: (round: number) => string) => {
      const best = { twin: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY };
      for (let round = 0; round < rounds; round += 1) {
        best.plain = Math.min(best.plain, await timed(() => plain.run(statement(round))));
        best.twin = Math.min(best.twin, await timed(() => sql(statement(round))));
      }
      return best;
    };
    const insert = await both((round) => `insert into t select id + ${(round + 10) * 1_000_000}, v, x, t from more`);
    const update = await both(
      (round) => `update t set v = v || 'u', x = x + 1 where id < 1000000 and id % 100 = ${round}`,
    );
    const changed = await timed(() => sql("create table changes_1 as select * from st"));
    return [
      row("twin: 100k-row INSERT on 1M rows with a stream, against DuckDB without capture", insert, 2),
      row("twin: 10k-row UPDATE on 1M rows with a stream, against DuckDB without capture", update, 6),
      {
        bench: "twin: net stream read of 360k changes into a table, against its 100k-row INSERT",
        ratio: round2(changed / insert.twin),
        goal: 10,
        ok: changed / insert.twin <= 10,
        ms: Math.round(changed),
      },
    ];
  } finally {
    await twin.close();
    plain.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

const round2 = (value: number) => Math.round(value * 100) / 100;

function row(bench: string, { twin, plain }: { twin: number; plain: number }, goal: number): BenchRow {
  const ratio = round2(twin / plain);
  return { bench, ratio, goal, ok: ratio <= goal, twinMs: Math.round(twin), duckdbMs: Math.round(plain) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
