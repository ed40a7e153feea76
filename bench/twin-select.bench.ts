/** Queries through the unmodified Node driver against the same in DuckDB directly: one row of a table of 1M, and 100k rows. */

import { type BenchRow, bestOf, percentile } from "./bench.ts";
import { connectDriver, duckRows, fillBoth, withPlainAndTwin } from "./twin-tables.ts";
import { connectWire } from "./wire-client.ts";

const onePoint = "select id, v, x, t from t where id = 4711";
const many = "select id, v, x, t from t where id < 100000";
const points = 200;

export async function run(): Promise<BenchRow[]> {
  return withPlainAndTwin("twin-select", async (plain, twin) => {
    const sql = await connectDriver(twin.url);
    await fillBoth(plain, sql, 1_000_000);

    await sql(onePoint);
    const both = { twin: [] as number[], plain: [] as number[] };
    for (let round = 0; round < points; round += 1) {
      both.plain.push(await timed(() => duckRows(plain, onePoint)));
      both.twin.push(await timed(() => sql(onePoint)));
    }
    const pointMs = { twin: percentile(both.twin, 0.5), plain: percentile(both.plain, 0.5) };
    const added = pointMs.twin - pointMs.plain;

    const rows = await sql(many);
    if (rows.length !== 100_000) throw new Error(`${rows.length} rows instead of 100,000.`);
    const download = await connectWire(twin.url);
    const sent = await download(many);
    if (sent.rows !== 100_000) throw new Error(`${sent.rows} rows instead of 100,000.`);
    const best = { twin: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY, wire: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 5; round += 1) {
      best.plain = Math.min(best.plain, await bestOf(1, () => duckRows(plain, many)));
      best.wire = Math.min(best.wire, await bestOf(1, () => download(many)));
      best.twin = Math.min(best.twin, await bestOf(1, () => sql(many)));
    }
    const ratio = best.twin / best.plain;
    const wireRatio = best.wire / best.plain;

    const constant = await bestOf(50, () => sql("select 1"));
    return [
      {
        bench: "twin: SELECT of 1 row through the driver, ms over DuckDB directly (median)",
        ratio: round2(added),
        goal: 3,
        ok: added <= 3,
        twinMs: round2(pointMs.twin),
        duckdbMs: round2(pointMs.plain),
      },
      {
        bench: "twin: SELECT of 100k rows through the driver, against DuckDB's rows as JavaScript values",
        ratio: round2(ratio),
        goal: 3,
        ok: ratio <= 3,
        twinMs: Math.round(best.twin),
        duckdbMs: Math.round(best.plain),
        withoutDriverMs: Math.round(best.wire),
      },
      {
        bench:
          "twin: SELECT of 100k rows downloaded without a driver's parsing, against DuckDB's rows as JavaScript values",
        ratio: round2(wireRatio),
        goal: 3,
        ok: wireRatio <= 3,
        twinMs: Math.round(best.wire),
        duckdbMs: Math.round(best.plain),
        resultMb: Math.round(sent.bytes / 1e5) / 10,
      },
      {
        bench: "twin: select 1 through the driver (ms), against half of fakesnow's 5.5 ms",
        ratio: round2(constant / 5.5),
        goal: 0.5,
        ok: constant / 5.5 <= 0.5,
        twinMs: round2(constant),
      },
    ];
  });
}

const round2 = (value: number) => Math.round(value * 100) / 100;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
