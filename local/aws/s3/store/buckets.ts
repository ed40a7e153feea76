/** Buckets and their configurations in the index. */
import type { State } from "../../state.ts";
import { S3Error } from "../errors.ts";
import type { Bucket, Versioning } from "./records.ts";

export interface BucketIndex {
  list(): Bucket[];
  find(name: string): Bucket | undefined;
  /** Throws `NoSuchBucket`. */
  get(name: string): Bucket;
  create(bucket: Bucket): void;
  /** Throws `BucketNotEmpty` while a version, a delete marker or an unfinished upload is in it. */
  delete(name: string): void;
  setVersioning(name: string, versioning: Versioning): void;
  /** A configuration as it was given, XML or JSON. */
  configuration(name: string, kind: string): string | undefined;
  setConfiguration(name: string, kind: string, body: string | undefined): void;
}

export function createBucketIndex(state: State): BucketIndex {
  const { sql } = state;
  const find = (name: string) => {
    const row = sql("select name, created_ms, region, versioning from buckets where name = ?").get(name);
    return row && toBucket(row);
  };
  return {
    list: () => sql("select name, created_ms, region, versioning from buckets order by name").all().map(toBucket),
    find,
    get(name) {
      const bucket = find(name);
      if (!bucket) throw new S3Error("NoSuchBucket", undefined, { BucketName: name });
      return bucket;
    },
    create({ name, createdMs, region }) {
      sql("insert into buckets (name, created_ms, region) values (?, ?, ?)").run(name, createdMs, region);
    },
    delete(name) {
      state.transaction(() => {
        const used =
          sql("select 1 from versions where bucket = ? limit 1").get(name) ??
          sql("select 1 from uploads where bucket = ? limit 1").get(name);
        if (used) throw new S3Error("BucketNotEmpty", undefined, { BucketName: name });
        sql("delete from buckets where name = ?").run(name);
        sql("delete from bucket_configurations where bucket = ?").run(name);
      });
    },
    setVersioning(name, versioning) {
      sql("update buckets set versioning = ? where name = ?").run(versioning, name);
    },
    configuration(name, kind) {
      const row = sql("select body from bucket_configurations where bucket = ? and kind = ?").get(name, kind);
      return row && String(row.body);
    },
    setConfiguration(name, kind, body) {
      if (body === undefined) sql("delete from bucket_configurations where bucket = ? and kind = ?").run(name, kind);
      else
        sql("insert or replace into bucket_configurations (bucket, kind, body) values (?, ?, ?)").run(name, kind, body);
    },
  };
}

const toBucket = (row: Record<string, unknown>): Bucket => ({
  name: String(row.name),
  createdMs: Number(row.created_ms),
  region: String(row.region),
  ...(row.versioning !== null && { versioning: row.versioning as Versioning }),
});
