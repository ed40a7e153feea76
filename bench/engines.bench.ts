/** The same drop of 20M ratings (BENCH_ROWS) through both engines on this machine, side by side: Spark as the local Glue runs it, DuckDB as the function does. */
import { compareAtScale } from "../tests/glue/at-scale.ts";
import type { BenchRow } from "./bench.ts";

const ROWS = Number(process.env.BENCH_ROWS ?? 20_000_000);
/** Spark is for what outgrows one machine; on one it may cost so many times DuckDB's time. */
const GOAL = 8;

/** Throws an Error when the engines do not make the same of the drop: then there is nothing to compare. */
export async function run(): Promise<BenchRow> {
  const { difference, duckdbSeconds, sparkSeconds, csvBytes } = await compareAtScale(ROWS, () => undefined);
  if (difference !== undefined) throw new Error(`The engines differ: ${difference}`);
  const ratio = Math.round((sparkSeconds / duckdbSeconds) * 100) / 100;
  return {
    bench: `${ROWS / 1e6}M ratings, transform by Spark against DuckDB`,
    ratio,
    goal: GOAL,
    ok: ratio <= GOAL,
    sparkSeconds,
    duckdbSeconds,
    csvMb: Math.round(csvBytes / 1e6),
  };
}
