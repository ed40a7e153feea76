/** `_DONE.json`: what an engine made of a drop. Its writing starts the load; the rows per file are what the load is held against. */
import { type DropRef, doneKey } from "./keys.ts";
import type { ObjectStore } from "./object-store/port.ts";

export interface DoneFile {
  /** In the archive bucket. */
  key: string;
  rows: number;
  bytes: number;
}

export interface DoneTable {
  /** As `ratings`. */
  table: string;
  /** As `RAW.RATINGS`. */
  target: string;
  /** Rows of the members, which is what the manifest says. */
  rows: number;
  accepted: number;
  rejected: number;
  reasons: Record<string, number>;
  files: DoneFile[];
  rejectFiles: DoneFile[];
  /** The first few rejected rows, counted from 1 in their member without its header; `text` is the start of the row as it came. */
  samples: { file: string; row: number; reason: string; text?: string }[];
}

export interface Done extends DropRef {
  engine: "duckdb" | "glue";
  mode: "snapshot" | "delta";
  sequence: number | null;
  producedAt: string | null;
  tables: DoneTable[];
}

export async function writeDone(store: ObjectStore, bucket: string, done: Done): Promise<void> {
  await store.put({ bucket, key: doneKey(done) }, `${JSON.stringify(done, null, 2)}\n`, {
    contentType: "application/json",
    metadata: { drop: done.drop },
  });
}

/** Throws `ObjectMissing`. */
export const readDone = async (store: ObjectStore, bucket: string, ref: DropRef): Promise<Done> =>
  JSON.parse(await store.getText({ bucket, key: doneKey(ref) })) as Done;
