/** Refresh of an aggregate dynamic table after 1 % new rows: incremental against full, alternately, on tables of 1M rows. */
import type { BenchRow } from "./bench.ts";
import { connectDriver, withPlainAndTwin } from "./twin-tables.ts";

const ROWS = 1_000_000;
const GROUPS = 20_000;
const rounds = 3;

export async function run(): Promise<BenchRow> {
  return withPlainAndTwin("twin-refresh", async (_plain, twin) => {
    const sql = await connectDriver(twin.url);
    const rowsFrom = (first: number, count: number) =>
      `select i % ${GROUPS} as k, (i * 7 % 1000)::number(18,2) as x
       from (select row_number() over (order by 1) - 1 + ${first} as i from table(generator(rowcount => ${count})))`;
    await sql("create warehouse if not exists w");
    await sql("create database bench");
    await sql("use schema bench.public");
    await sql(`create table t as ${rowsFrom(0, ROWS)}`);
    for (const mode of ["incremental", "full"]) {
      await sql(
        `create dynamic table by_${mode} target_lag = '1 day' warehouse = w refresh_mode = ${mode} initialize = on_create
         as select k, count(*) as n, sum(x) as total from t group by k`,
      );
    }
    const best: Record<string, number> = {};
    for (let round = 0; round < rounds; round += 1) {
      await sql(`insert into t ${rowsFrom(ROWS * (round + 1), ROWS / 100)}`);
      for (const mode of ["incremental", "full"]) {
        const startedAt = performance.now();
        await sql(`alter dynamic table by_${mode} refresh`);
        best[mode] = Math.min(best[mode] ?? Number.POSITIVE_INFINITY, performance.now() - startedAt);
      }
    }
    const [differing] = await sql(
      "select count(*) as n from (select * from by_incremental minus select * from by_full)",
    );
    if (Number(differing?.N) !== 0) throw new Error(`${differing?.N} groups differ.`);
    const { incremental = Number.NaN, full = Number.NaN } = best;
    const ratio = Math.round((incremental / full) * 1000) / 1000;
    return {
      bench: "twin: refresh of an aggregate dynamic table after 1% new rows, against a full refresh",
      ratio,
      goal: 0.2,
      ok: ratio <= 0.2,
      incrementalMs: Math.round(incremental),
      fullMs: Math.round(full),
      groups: GROUPS,
    };
  });
}
