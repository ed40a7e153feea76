/** The memory that the choice of the engine predicts for the transform, against what a process takes. With BENCH_FIT=1 the figures are measured anew first. */
import { contractOf } from "../shared/contract/registry.ts";
import { loadsOf, memoryNeed } from "../shared/transform-memory.ts";
import type { BenchRow } from "./bench.ts";
import { fitAll } from "./transform-memory/fit.ts";
import { openMeasuring } from "./transform-memory/peaks.ts";
import { sampleTables } from "./transform-memory/sample-members.ts";

/** Other sizes than those of the fit, in parts as they are in the function. */
const DROPS = [
  { target: "RAW.BOOKINGS", rows: 2_500_000 },
  { target: "RAW.RATINGS", rows: 6_000_000 },
  { target: "RAW.CUSTOMER_CHANGES", rows: 1_000_000 },
  { target: "BRONZE.RAW_SENSOR_READINGS", rows: 1_500_000 },
];
const WORKERS = 2;
/** A prediction that is too small lets a function run out of memory; one that is twice as large starts Spark for nothing. */
const GOAL = 1.1;

export async function run(): Promise<BenchRow[]> {
  await using measuring = await openMeasuring();
  if (process.env.BENCH_FIT === "1") {
    await fitAll(measuring);
    return [];
  }
  const rows: BenchRow[] = [];
  for (const drop of DROPS) {
    const table = sampleTables().find(({ target }) => target === drop.target)!;
    const { manifest, peak } = await measuring.publish(table, drop.rows);
    const predicted = memoryNeed(loadsOf(manifest.members, contractOf(table.dataset)), WORKERS);
    const measured = await peak({ memoryLimit: "64GB", threads: WORKERS });
    const asDeployed = await peak({ memoryLimit: "2GB", threads: WORKERS });
    const ratio = Math.round((measured / predicted) * 100) / 100;
    rows.push({
      bench: `memory of the transform of ${drop.rows / 1e6}M rows of ${drop.target}, against its prediction`,
      ratio,
      goal: GOAL,
      ok: ratio <= GOAL && ratio >= 0.5,
      predictedMb: megabytes(predicted),
      measuredMb: megabytes(measured),
      withMemoryLimitMb: megabytes(asDeployed),
    });
  }
  return rows;
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);
