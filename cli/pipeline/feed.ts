/** Makes the next batch of a dataset's run, packs it and puts it into the landing bucket. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LandingObject, LedgerItem } from "../../shared/ledger/item.ts";
import type { ExpectedBatch, GeneratorRun } from "../generate/index.ts";
import { packFolder } from "../pack/pack-folder.ts";
import { type RunState, saveRun } from "./run-state.ts";

export interface Feed {
  dataset: string;
  /** Of the state, and of the batch on its way. */
  folder: string;
  run: GeneratorRun;
  state: RunState;
}

export interface FedBatch {
  dataset: string;
  batch: number;
  drop: string;
  object: LandingObject;
  expected: ExpectedBatch;
  rows: number;
  /** Rows that the rules must accept and reject. */
  accepted: number;
  rejected: number;
}

/** The batch counts as fed when it is in the bucket. A killed process makes it again, and the chain knows the drop. */
export async function feedBatch(
  feed: Feed,
  upload: (zip: string, key: string) => Promise<LandingObject>,
): Promise<FedBatch> {
  const { dataset, folder, run, state } = feed;
  const batch = state.batches + 1;
  const made = join(folder, "batch");
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  const expected = await run.write(batch, made);
  const { seed } = expected;
  const name = `${dataset}-${seed}-${String(batch).padStart(6, "0")}.zip`;
  const { zip, drop } = await packFolder(made, {
    dataset,
    mode: expected.mode,
    producedAt: expected.producedAt,
    out: join(folder, name),
  });
  const object = await upload(zip, `pipeline/${dataset}/${name}`);
  const members = Object.values(expected.members);
  const sum = (of: (member: (typeof members)[number]) => number) =>
    members.reduce((total, each) => total + of(each), 0);
  const rows = sum((member) => member.rows);
  state.batches = batch;
  state.rows += rows;
  saveRun(folder, state);
  await rm(made, { recursive: true, force: true });
  await rm(zip, { force: true });
  return {
    dataset,
    batch,
    drop,
    object,
    expected,
    rows,
    accepted: sum((member) => member.accepted),
    rejected: sum((member) => member.rejected),
  };
}

/** What is not as the generator foretold; `undefined`: all is. */
export function problemOf({ accepted, expected }: FedBatch, item: LedgerItem | undefined): string | undefined {
  if (item?.state === "DUPLICATE") return undefined; // a killed pipeline had dropped it
  if (expected.isRefused)
    return item?.state === "QUARANTINED" ? undefined : `it is ${item?.state}, and was to be refused for its bad rows`;
  if (item?.state !== "LOADED")
    return `it is ${item?.state}${item?.code ? ` (${item.code})` : ""}, and was to be loaded`;
  const loaded = item.steps.findLast(({ to, outcome }) => to === "LOADED" && outcome === "done")?.counts?.rows;
  return loaded === accepted ? undefined : `${loaded} rows are loaded, and ${accepted} were to be`;
}
