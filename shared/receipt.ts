/** What `unzip-and-validate` found out about a drop while every byte of it passed. A function of the content only. */
import type { Fault } from "./errors.ts";
import type { DropRef } from "./keys.ts";
import { manifestKey, receiptKey } from "./keys.ts";
import type { ManifestDescriptor } from "./manifest/schema.ts";
import type { ObjectStore } from "./object-store/port.ts";

export interface ReceiptMember {
  path: string;
  /** The contract's table; null for a document. */
  table: string | null;
  format: "csv" | "parquet" | "document";
  bytes: number;
  /** Of a Parquet member: its pages without their compression, as its footer says. */
  inflatedBytes?: number;
  sha256: string;
  rowCount: number | null;
  /** As the member spells it; null without one. */
  header: string[] | null;
  /** Values that break the contract; the transform rejects their rows. */
  valueFaults: number;
  /** The first of them: what people are told of a row that was rejected. */
  valueFaultSamples?: Fault[];
  faultyRows: number;
  /** Cells that a spreadsheet would run. */
  formulaCells: number;
}

export interface Receipt extends DropRef {
  members: ReceiptMember[];
  /** The manifest that is published last; kept here so that a lost last write can be done again. */
  manifest: ManifestDescriptor;
}

export async function writeReceipt(store: ObjectStore, bucket: string, receipt: Receipt): Promise<void> {
  const { dataset, drop } = receipt;
  await store.put(
    { bucket, key: receiptKey(receipt) },
    `${JSON.stringify({ ...receipt, dataset, drop }, null, 2)}\n`,
    json(drop),
  );
}

/** Throws `ObjectMissing`. */
export const readReceipt = async (store: ObjectStore, bucket: string, ref: DropRef): Promise<Receipt> =>
  JSON.parse(await store.getText({ bucket, key: receiptKey(ref) })) as Receipt;

/** The write that makes the drop visible to the next step. */
export async function publishManifest(
  store: ObjectStore,
  bucket: string,
  { manifest, ...ref }: Receipt,
): Promise<void> {
  await store.put({ bucket, key: manifestKey(ref) }, `${JSON.stringify(manifest, null, 2)}\n`, json(ref.drop));
}

const json = (drop: string) => ({ contentType: "application/json", metadata: { drop } });
