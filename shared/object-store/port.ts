/** What the chain needs of an object store. Adapters: `s3.ts` (AWS and the local one), `memory.ts` (tests). */
import type { ObjectRef } from "../events.ts";

export interface ObjectInfo {
  key: string;
  bytes: number;
  etag: string;
  lastModified: Date;
  versionId?: string;
  metadata?: Record<string, string>;
}

export interface PutOptions {
  contentType?: string;
  metadata?: Record<string, string>;
  /** Create only: throws nothing and gives `false` when the key is there already (S3 `If-None-Match: *`). */
  ifAbsent?: boolean;
}

export interface ObjectStore {
  head(ref: ObjectRef): Promise<ObjectInfo | undefined>;
  /** Throws `ObjectMissing` when it is not there. */
  getText(ref: ObjectRef): Promise<string>;
  /** Bytes `[offset, offset + length)`, in chunks as they arrive. */
  stream(ref: ObjectRef, range?: { offset: number; length: number }): AsyncIterable<Uint8Array>;
  list(folder: { bucket: string; prefix: string; startAfter?: string }): AsyncIterable<ObjectInfo>;
  /** Every version of every object, newest first per key; what was deleted is passed over. Costs a request per 1,000 versions. */
  listVersions(folder: { bucket: string; prefix: string; startAfter?: string }): AsyncIterable<ObjectInfo>;
  /** True when written, false when `ifAbsent` found it there. */
  put(ref: ObjectRef, body: string | Uint8Array, options?: PutOptions): Promise<boolean>;
  /** Streams a body of unknown length with bounded memory (multipart); nothing is visible until it is complete, and a failed one is aborted. With `ifAbsent`, throws `ObjectExists`. */
  putStream(
    ref: ObjectRef,
    body: AsyncIterable<Uint8Array>,
    options?: PutOptions,
  ): Promise<{ bytes: number; etag: string }>;
  delete(ref: ObjectRef): Promise<void>;
}

export class ObjectMissing extends Error {
  override readonly name = "ObjectMissing";
}

/** A stream that was to be created only (`ifAbsent`) found its key taken: nothing was written. */
export class ObjectExists extends Error {
  override readonly name = "ObjectExists";
}
