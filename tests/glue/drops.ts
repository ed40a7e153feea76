/** Drops in the processed bucket as the front door leaves them, and both engines over them. */
import { createReadStream, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { folderSource } from "../../cli/check/folder-source.ts";
import { describeFolder } from "../../cli/pack/pack-folder.ts";
import { transformDrop } from "../../functions/transform/transform-drop.ts";
import { type Done, readDone } from "../../shared/done.ts";
import { InputError } from "../../shared/errors.ts";
import { judgeDrop } from "../../shared/front-door/judge-drop.ts";
import { type DropRef, memberKey, quarantineKey } from "../../shared/keys.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { reasonOf } from "../../shared/quarantine.ts";
import { publishManifest, writeReceipt } from "../../shared/receipt.ts";
import { fileSource } from "../../shared/zip/source.ts";
import type { SparkSession } from "./spark-session.ts";

export const PROCESSED = "processed";
export const BUCKETS = { duckdb: "archive-duckdb", spark: "archive-spark" } as const;
const root = fileURLToPath(new URL("../..", import.meta.url));
export const RULES = join(root, "transform", "rules");

/** Judges a folder as the front door does and publishes it. Throws `InputError` for a drop that is refused there. */
export async function publishFolder(
  store: ObjectStore,
  folder: string,
  dataset: string,
  mode: "snapshot" | "delta" = "delta",
): Promise<DropRef> {
  const { manifestText, manifest } = await describeFolder(folder, { dataset, mode, sequence: 1 });
  const made = new Map([["manifest.json", manifestText]]);
  const only = new Set(manifest.members.map(({ path }) => path));
  const { receipt } = await judgeDrop(await folderSource({ folder, made, only }), {
    isThere: async () => false,
    publishTo: () => undefined,
    openMember: (_, { path }) => fileSource(join(folder, path)),
  });
  for (const { path } of manifest.members)
    await store.putStream(
      { bucket: PROCESSED, key: memberKey(receipt, path) },
      createReadStream(join(folder, path)),
      {},
    );
  await writeReceipt(store, PROCESSED, receipt);
  await publishManifest(store, PROCESSED, receipt);
  return { dataset: receipt.dataset, drop: receipt.drop };
}

export interface Outcome {
  done: Done | undefined;
  /** Of a refused drop, as it lies in quarantine. */
  reason: unknown;
}

export async function runDuckdb(store: ObjectStore, ref: DropRef, acceptsRejects: boolean): Promise<Outcome> {
  const options = {
    store,
    processedBucket: PROCESSED,
    archiveBucket: BUCKETS.duckdb,
    rulesFolder: RULES,
    acceptsRejects,
  };
  try {
    return { done: await transformDrop({ ...options, memoryLimit: "1GB", threads: 2 }, ref), reason: undefined };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { drop: id, dataset } = ref;
    return {
      done: undefined,
      reason: JSON.parse(JSON.stringify(reasonOf({ id, dataset, step: "transform", object: undefined }, error))),
    };
  }
}

export interface SparkRun {
  acceptsRejects: boolean;
  assets: string;
  rangeBytes?: number | undefined;
  bucket?: string;
}

/** Throws an Error with the job's words when the job fails. */
export async function runSpark(
  store: ObjectStore,
  spark: SparkSession,
  ref: DropRef,
  { acceptsRejects, assets, rangeBytes, bucket = BUCKETS.spark }: SparkRun,
): Promise<Outcome> {
  const answer = await spark.run({
    ...ref,
    processed_bucket: PROCESSED,
    archive_bucket: bucket,
    accepts_rejects: acceptsRejects,
    assets,
    ...(rangeBytes !== undefined && { range_bytes: rangeBytes }),
  });
  if (answer.failed !== undefined) throw new Error(answer.failed);
  if (answer.done) return { done: await readDone(store, bucket, ref), reason: undefined };
  const key = quarantineKey(ref.dataset, ref.drop);
  return { done: undefined, reason: JSON.parse(await store.getText({ bucket: PROCESSED, key })) };
}

/** What the job is given beside the code: contracts and rules, as its bundle has them. */
export function makeAssets(folder: string, rules = RULES): string {
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(root, "contracts"), join(folder, "contracts"));
  symlinkSync(rules, join(folder, "rules"));
  return folder;
}
