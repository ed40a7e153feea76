/** Multipart uploads and their parts in the index. */
import { randomBytes } from "node:crypto";
import type { State } from "../../state.ts";
import { S3Error } from "../errors.ts";
import type { Blob, BlobStore } from "./blobs.ts";
import type { ObjectIndex } from "./objects.ts";
import type { Part, PartRecord, Upload, UploadRecord } from "./records.ts";

export interface UploadIndex {
  create(upload: { bucket: string; key: string; record: UploadRecord }): Upload;
  /** Throws `NoSuchUpload`, also when the id belongs to another key. */
  get(bucket: string, key: string, id: string): Upload;
  /** Replaces an earlier part of that number. */
  putPart(upload: Upload, number: number, part: PartRecord): void;
  /** In order, after a part number. */
  parts(upload: Upload, after?: number, limit?: number): Part[];
  abort(upload: Upload): void;
  /** Inside a transaction: forgets the upload, gives the blobs of the parts that are not among `kept`. */
  close(upload: Upload, kept: ReadonlySet<string>): Blob[];
  /** In order of key, then of id, with keys that start with `prefix`. */
  list(bucket: string, prefix: string): Upload[];
}

export function createUploadIndex(state: State, objects: ObjectIndex, blobs: BlobStore): UploadIndex {
  const { sql } = state;
  const parts: UploadIndex["parts"] = ({ id }, after = 0, limit = 10_000) =>
    sql("select number, record from parts where upload = ? and number > ? order by number limit ?")
      .all(id, after, limit)
      .map(({ number, record }) => ({ ...(JSON.parse(String(record)) as PartRecord), number: Number(number) }));

  const find = (bucket: string, key: string, id: string) => {
    const row = sql("select id, bucket, key, started_ms, record from uploads where id = ?").get(id);
    const upload = row && toUpload(row);
    return upload?.bucket === bucket && upload.key === key ? upload : undefined;
  };

  const get: UploadIndex["get"] = (bucket, key, id) => {
    const upload = find(bucket, key, id);
    if (!upload) throw new S3Error("NoSuchUpload", undefined, { UploadId: id });
    return upload;
  };

  const close: UploadIndex["close"] = (upload, kept) => {
    get(upload.bucket, upload.key, upload.id); // of two completions at once, the second finds it gone
    const rest = parts(upload).flatMap(({ blob }) => (kept.has(blob.id) ? [] : [blob]));
    sql("delete from parts where upload = ?").run(upload.id);
    sql("delete from uploads where id = ?").run(upload.id);
    return rest;
  };

  return {
    get,
    parts,
    close,
    create({ bucket, key, record }) {
      const upload: Upload = {
        ...record,
        id: randomBytes(32).toString("base64url"),
        bucket,
        key,
        startedMs: Date.now(),
      };
      sql("insert into uploads (id, bucket, key, started_ms, record) values (?, ?, ?, ?, ?)").run(
        upload.id,
        bucket,
        Buffer.from(key, "utf8"),
        upload.startedMs,
        JSON.stringify(record),
      );
      return upload;
    },
    putPart(upload, number, part) {
      state.transaction(() => {
        get(upload.bucket, upload.key, upload.id); // it may have been aborted while the bytes came in
        const old = sql("select record from parts where upload = ? and number = ?").get(upload.id, number);
        if (old) objects.free([(JSON.parse(String(old.record)) as PartRecord).blob]);
        objects.claim([part.blob]);
        sql("insert or replace into parts (upload, number, record) values (?, ?, ?)").run(
          upload.id,
          number,
          JSON.stringify(part),
        );
      });
      blobs.publish([part.blob.id]);
      objects.sweep();
    },
    abort(upload) {
      state.transaction(() => objects.free(close(upload, new Set())));
      objects.sweep();
    },
    list: (bucket, prefix) =>
      sql(
        "select id, bucket, key, started_ms, record from uploads where bucket = ? and substr(key, 1, ?) = ? order by key, id",
      )
        .all(bucket, Buffer.byteLength(prefix), Buffer.from(prefix, "utf8"))
        .map(toUpload),
  };
}

const toUpload = (row: Record<string, unknown>): Upload => ({
  ...(JSON.parse(String(row.record)) as UploadRecord),
  id: String(row.id),
  bucket: String(row.bucket),
  key: Buffer.from(row.key as Uint8Array).toString("utf8"),
  startedMs: Number(row.started_ms),
});
