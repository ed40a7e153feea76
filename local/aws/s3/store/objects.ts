/** Versions of objects in the index: every write is one transaction that also frees old bytes and records the event. */
import { randomBytes } from "node:crypto";
import type { Outbox } from "../../outbox.ts";
import type { State } from "../../state.ts";
import { S3Error } from "../errors.ts";
import { objectCreated, objectRemoved, type RequestFacts } from "../events.ts";
import type { Blob, BlobStore } from "./blobs.ts";
import type { BucketIndex } from "./buckets.ts";
import type { ObjectRecord, Version } from "./records.ts";

/** Conditions of a write, as the headers say them: `ifMatch` an ETag or `*`, `ifNoneMatch` only `*`. */
export interface WriteCondition {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
}

export interface NewObject {
  bucket: string;
  key: string;
  record: ObjectRecord;
  condition: WriteCondition;
  /** `Put`, `CompleteMultipartUpload` or `Copy`. */
  eventName: string;
  facts: RequestFacts;
  /** Set when the bytes are those of an upload's parts: closes it in the same transaction and gives the parts to free. */
  closeUpload?: () => Blob[];
}

export interface Removal {
  /** The version that was removed or the delete marker that was made; absent in a bucket without versioning. */
  versionId?: string;
  isMarker: boolean;
}

export interface ObjectIndex {
  find(bucket: string, key: string, versionId?: string): Version | undefined;
  /** Throws `PreconditionFailed`, or `NoSuchKey` for an `ifMatch` on nothing. */
  check(bucket: string, key: string, condition: WriteCondition): void;
  put(object: NewObject): Version;
  delete(target: {
    bucket: string;
    key: string;
    versionId?: string | undefined;
    ifMatch?: string | undefined;
    facts: RequestFacts;
  }): Removal;
  setTags(version: Version, tags: Record<string, string>): void;
  /** Inside a transaction: no longer names these blobs. */
  free(blobs: readonly Blob[]): void;
  /** Inside a transaction: names these blobs. */
  claim(blobs: readonly Blob[]): void;
  /** After a transaction: unlinks what was freed. */
  sweep(): void;
}

export const COLUMNS = "number, bucket, key, version, latest, marker, record";

export function toVersion(row: Record<string, unknown>): Version {
  return {
    ...(JSON.parse(String(row.record)) as ObjectRecord),
    number: Number(row.number),
    bucket: String(row.bucket),
    key: Buffer.from(row.key as Uint8Array).toString("utf8"),
    versionId: String(row.version),
    isLatest: row.latest === 1,
    isMarker: row.marker === 1,
  };
}

export const sameEtag = (etag: string, asked: string) => asked === "*" || asked.replaceAll('"', "") === etag;

const MARKER: ObjectRecord = {
  bytes: 0,
  etag: "",
  modifiedMs: 0,
  blobs: [],
  headers: {},
  metadata: {},
  tags: {},
  storageClass: "STANDARD",
};

export function createObjectIndex(state: State, buckets: BucketIndex, blobs: BlobStore, outbox: Outbox): ObjectIndex {
  const { sql } = state;
  const bytesOf = (key: string) => Buffer.from(key, "utf8");

  const find: ObjectIndex["find"] = (bucket, key, versionId) => {
    const row =
      versionId === undefined
        ? sql(`select ${COLUMNS} from versions where bucket = ? and key = ? order by number desc limit 1`).get(
            bucket,
            bytesOf(key),
          )
        : sql(`select ${COLUMNS} from versions where bucket = ? and key = ? and version = ?`).get(
            bucket,
            bytesOf(key),
            versionId,
          );
    return row && toVersion(row);
  };

  const check: ObjectIndex["check"] = (bucket, key, { ifMatch, ifNoneMatch }) => {
    if (ifMatch === undefined && ifNoneMatch === undefined) return;
    const current = find(bucket, key);
    const there = current && !current.isMarker ? current : undefined;
    if (ifNoneMatch !== undefined && there)
      throw new S3Error("PreconditionFailed", undefined, { Condition: "If-None-Match" });
    if (ifMatch === undefined) return;
    if (!there) throw new S3Error("NoSuchKey", undefined, { Key: key });
    if (!sameEtag(there.etag, ifMatch)) throw new S3Error("PreconditionFailed", undefined, { Condition: "If-Match" });
  };

  const claim = (list: readonly Blob[]) => {
    for (const { id } of list) sql("insert into blobs (id) values (?)").run(id);
  };
  const free = (list: readonly Blob[]) => {
    for (const { id } of list) {
      sql("delete from blobs where id = ?").run(id);
      sql("insert or ignore into garbage (id) values (?)").run(id);
    }
  };
  const sweep = () => {
    const ids = sql("select id from garbage")
      .all()
      .map(({ id }) => String(id));
    if (ids.length === 0) return;
    blobs.remove(ids);
    state.transaction(() => {
      for (const id of ids) sql("delete from garbage where id = ?").run(id);
    });
  };

  /** Puts a new newest version in place: it replaces the `null` version where versioning is off or suspended. */
  function insert(bucket: string, key: string, record: ObjectRecord, isMarker: boolean): Version {
    const versionId = buckets.get(bucket).versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null";
    if (versionId === "null") drop(find(bucket, key, "null"));
    sql("update versions set latest = 0 where bucket = ? and key = ? and latest = 1").run(bucket, bytesOf(key));
    const number = state.nextNumber();
    sql(`insert into versions (${COLUMNS}) values (?, ?, ?, ?, 1, ?, ?)`).run(
      number,
      bucket,
      bytesOf(key),
      versionId,
      isMarker ? 1 : 0,
      JSON.stringify(record),
    );
    return { ...record, number, bucket, key, versionId, isLatest: true, isMarker };
  }

  function drop(version: Version | undefined) {
    if (!version) return;
    sql("delete from versions where number = ?").run(version.number);
    free(version.blobs);
  }

  return {
    find,
    check,
    claim,
    free,
    sweep,
    put({ bucket, key, record, condition, eventName, facts, closeUpload }) {
      const version = state.transaction(() => {
        check(bucket, key, condition); // again, now that nobody can write between: of racing writers one wins
        if (closeUpload) free(closeUpload());
        else claim(record.blobs);
        const written = insert(bucket, key, record, false);
        outbox.add(objectCreated(written, buckets.get(bucket), eventName, facts));
        return written;
      });
      if (!closeUpload) blobs.publish(record.blobs.map(({ id }) => id));
      sweep();
      outbox.notify();
      return version;
    },
    delete({ bucket, key, versionId, ifMatch, facts }) {
      const removal = state.transaction((): Removal => {
        const home = buckets.get(bucket);
        const version = find(bucket, key, versionId);
        if (ifMatch !== undefined) check(bucket, key, { ifMatch });
        if (versionId === undefined && home.versioning) {
          const marker = insert(bucket, key, { ...MARKER, modifiedMs: Date.now() }, true);
          outbox.add(objectRemoved(marker, home, "DeleteMarkerCreated", state.nextNumber(), facts));
          return { versionId: marker.versionId, isMarker: true };
        }
        if (!version) return { ...(versionId !== undefined && { versionId }), isMarker: false };
        drop(version);
        sql(
          "update versions set latest = 1 where number = (select max(number) from versions where bucket = ? and key = ?)",
        ).run(bucket, bytesOf(key));
        outbox.add(objectRemoved(version, home, "Delete", state.nextNumber(), facts));
        return { ...(versionId !== undefined && { versionId }), isMarker: version.isMarker };
      });
      sweep();
      outbox.notify();
      return removal;
    },
    setTags({ number }, tags) {
      sql("update versions set record = json_set(record, '$.tags', json(?)) where number = ?").run(
        JSON.stringify(tags),
        number,
      );
    },
  };
}
