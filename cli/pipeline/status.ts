/** What the pipeline has fed, and what has become of it. */

import type { LedgerItem } from "../../shared/ledger/item.ts";
import type { TwinEnvironment } from "../environment.ts";
import { dropOf, ledgerOf, tellingItem } from "../ledger.ts";
import { connectSnowflake, twinOptions } from "../sql/connection.ts";
import { pipelineFolder, readRuns } from "./run-state.ts";
import { STREAMS } from "./streams.ts";

/** The ledger's newest drops are looked at, so many at most. */
const MOST_DROPS = 1_000;

export interface PipelineStatus {
  datasets: {
    dataset: string;
    seed: number | null;
    batches: number;
    rows: number;
    /** Of the last drops of the dataset, whoever made them, by state. */
    drops: Record<string, number>;
  }[];
  /** By layer, as the warehouse counts them. */
  tables: { table: string; rows: number }[];
}

export async function pipelineStatus(dataDir: string, environment: TwinEnvironment): Promise<PipelineStatus> {
  const ledger = ledgerOf(environment);
  const objects = await ledger.store.recent("object", MOST_DROPS);
  const items = await Promise.all(
    objects.map(async (object) => ({
      dataset: object.dataset,
      state: tellingItem({ object, drop: await dropOf(ledger, object) }).state,
    })),
  );
  return {
    datasets: STREAMS.map((dataset) => {
      const known = readRuns(pipelineFolder(dataDir, dataset));
      const runs = Object.values(known?.runs ?? {});
      return {
        dataset,
        seed: known?.current ?? null,
        batches: runs.reduce((sum, { batches }) => sum + batches, 0),
        rows: runs.reduce((sum, { rows }) => sum + rows, 0),
        drops: countStates(items.filter((item) => item.dataset === dataset)),
      };
    }),
    tables: await tableCounts(environment),
  };
}

function countStates(items: readonly { state: LedgerItem["state"] }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of items) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

async function tableCounts(environment: TwinEnvironment): Promise<PipelineStatus["tables"]> {
  const connection = await connectSnowflake({ ...twinOptions(environment), database: environment.snowflake.database });
  try {
    const { rows } = await connection.run(
      `select lower(table_schema || '.' || table_name), row_count
from reelhouse.information_schema.tables
where table_schema in ('RAW', 'BRONZE', 'SILVER', 'GOLD') and row_count is not null
order by decode(table_schema, 'RAW', 1, 'BRONZE', 2, 'SILVER', 3, 4), table_name`,
    );
    return rows.map(([table, count]) => ({ table: String(table), rows: Number(count) }));
  } finally {
    await connection.close();
  }
}
