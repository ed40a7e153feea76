/** What the rules refused of the demo's drops, from their `_DONE.json`: how many rows, why, and where the first ones are. */
import { readDone } from "../../shared/done.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import type { DropResult } from "../drop.ts";
import { s3Of, type TwinEnvironment } from "../environment.ts";
import type { Output } from "../output.ts";

export interface Rejects {
  drop: string;
  table: string;
  rows: number;
  /** Reason → rows. */
  reasons: Record<string, number>;
  samples: { file: string; row: number; reason: string }[];
}

export async function readRejects(environment: TwinEnvironment, drops: readonly DropResult[]): Promise<Rejects[]> {
  const client = s3Of(environment);
  const store = s3ObjectStore(client);
  const found: Rejects[] = [];
  for (const { drop, dataset, state } of drops) {
    if (state !== "LOADED" || !drop || !dataset) continue;
    const { tables } = await readDone(store, environment.buckets.archive, { dataset, drop });
    for (const { target, rejected, reasons, samples } of tables)
      if (rejected > 0) found.push({ drop, table: target, rows: rejected, reasons, samples });
  }
  client.destroy();
  return found;
}

export function showRejects(output: Output, rejects: readonly Rejects[]): void {
  for (const { table, rows, reasons, samples } of rejects) {
    const why = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
    const [first] = samples;
    output.line(
      `${table}: ${rows} rejected (${why.join(", ")})${first ? `; first: ${first.file}, row ${first.row}` : ""}`,
    );
  }
}
