/** Everything S3 keeps: the index in SQLite, the bytes beside it. */
import { join } from "node:path";
import type { Outbox } from "../../outbox.ts";
import type { State } from "../../state.ts";
import { type BlobStore, openBlobStore } from "./blobs.ts";
import { type BucketIndex, createBucketIndex } from "./buckets.ts";
import { type ListQuery, listPage, type Page } from "./listing.ts";
import { createObjectIndex, type ObjectIndex } from "./objects.ts";
import { createTables } from "./schema.ts";
import { createUploadIndex, type UploadIndex } from "./uploads.ts";

export interface S3Store {
  buckets: BucketIndex;
  objects: ObjectIndex;
  uploads: UploadIndex;
  blobs: BlobStore;
  list(query: ListQuery): Page;
  /** When true, a body is on the disk before its name is. */
  syncsBodies: boolean;
}

export function openS3Store(dataDir: string, state: State, outbox: Outbox): S3Store {
  createTables(state);
  const blobs = openBlobStore(
    join(dataDir, "s3"),
    (id) => state.sql("select 1 from blobs where id = ?").get(id) !== undefined,
  );
  const buckets = createBucketIndex(state);
  const objects = createObjectIndex(state, buckets, blobs, outbox);
  const uploads = createUploadIndex(state, objects, blobs);
  objects.sweep(); // what a crash freed but did not unlink
  return {
    buckets,
    objects,
    uploads,
    blobs,
    list: (query) => listPage(state, query),
    syncsBodies: state.durability === "power",
  };
}
