/** The shape of a bench and of its result. */

export interface BenchRow {
  bench: string;
  /** What was measured against what it is measured with, from the same run. */
  ratio: number;
  goal: number;
  ok: boolean;
  [measure: string]: unknown;
}

/** Each `<name>.bench.ts` exports this. */
export interface Bench {
  run(): Promise<BenchRow | BenchRow[]>;
}

/** The best of `times`, in milliseconds: the least disturbed by what else the machine does. */
export async function bestOf(times: number, work: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < times; run += 1) {
    const startedAt = performance.now();
    await work();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}

export const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
