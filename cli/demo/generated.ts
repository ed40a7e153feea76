/** A generated batch of each system that real data does not feed here. */
import { join } from "node:path";
import { openRun } from "../generate/index.ts";
import { packFolder } from "../pack/pack-folder.ts";

const DATASETS = ["bookings", "customers", "sensors", "transactions", "events"] as const;
const ROWS = 1_000;

/** One ZIP for each, in `work`. The same bytes at every start, so a second start drops nothing new. */
export async function packGenerated(work: string): Promise<{ dataset: string; zip: string }[]> {
  const packed: { dataset: string; zip: string }[] = [];
  for (const dataset of DATASETS) {
    const folder = join(work, dataset);
    const { mode, sequence, producedAt } = await openRun(dataset, { rows: ROWS }).write(1, folder);
    const { zip } = await packFolder(folder, {
      dataset,
      mode,
      sequence,
      producedAt,
      out: join(work, `${dataset}.zip`),
    });
    packed.push({ dataset, zip });
  }
  return packed;
}
