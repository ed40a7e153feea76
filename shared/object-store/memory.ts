/** The object store in memory, for tests of what stands on it. */
import { createHash } from "node:crypto";
import type { ObjectRef } from "../events.ts";
import { ObjectExists, type ObjectInfo, ObjectMissing, type ObjectStore, type PutOptions } from "./port.ts";

interface Stored extends ObjectInfo {
  body: Buffer;
  contentType?: string;
}

/** With `versioned`, older versions stay, as in our buckets; every bucket exists. */
export function memoryObjectStore({ versioned = false }: { versioned?: boolean } = {}): ObjectStore {
  /** Newest first; an entry without body is a delete marker. */
  const buckets = new Map<string, Map<string, (Stored | undefined)[]>>();
  let writes = 0;

  const keysOf = (bucket: string) => {
    let keys = buckets.get(bucket);
    if (!keys) buckets.set(bucket, (keys = new Map()));
    return keys;
  };
  const find = ({ bucket, key, versionId }: ObjectRef) => {
    const versions = keysOf(bucket).get(key) ?? [];
    return versionId === undefined ? versions[0] : versions.find((stored) => stored?.versionId === versionId);
  };
  const get = (ref: ObjectRef) => {
    const stored = find(ref);
    if (!stored) throw new ObjectMissing(`${ref.bucket}/${ref.key} is not there`);
    return stored;
  };
  const put = ({ bucket, key }: ObjectRef, body: Buffer, { contentType, metadata = {} }: PutOptions) => {
    const versions = keysOf(bucket).get(key) ?? [];
    writes += 1;
    const stored: Stored = {
      key,
      body,
      bytes: body.length,
      etag: createHash("md5").update(body).digest("hex"),
      lastModified: new Date(),
      metadata,
      ...(contentType !== undefined && { contentType }),
      ...(versioned && { versionId: `v${writes}` }),
    };
    keysOf(bucket).set(key, versioned ? [stored, ...versions] : [stored]);
    return stored;
  };
  const info = ({ body: _, contentType: __, metadata: ___, ...rest }: Stored): ObjectInfo => rest;
  const sorted = ({ bucket, prefix, startAfter = "" }: { bucket: string; prefix: string; startAfter?: string }) =>
    [...keysOf(bucket)]
      .filter(([key]) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0)
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

  return {
    async head(ref) {
      const stored = find(ref);
      return stored && { ...info(stored), metadata: stored.metadata ?? {} };
    },
    getText: async (ref) => get(ref).body.toString("utf8"),
    async *stream(ref, range) {
      const { body } = get(ref);
      if (range?.length === 0) return;
      yield range ? body.subarray(range.offset, range.offset + range.length) : body;
    },
    async *list(folder) {
      for (const [, [newest]] of sorted(folder)) if (newest) yield info(newest);
    },
    async *listVersions(folder) {
      for (const [, versions] of sorted(folder)) for (const stored of versions) if (stored) yield info(stored);
    },
    async put(ref, body, options = {}) {
      if (options.ifAbsent && find(ref)) return false;
      put(ref, Buffer.from(body as Uint8Array), options);
      return true;
    },
    async putStream(ref, body, options = {}) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(Buffer.from(chunk));
      if (options.ifAbsent && find(ref)) throw new ObjectExists(`${ref.bucket}/${ref.key} is there already`);
      const { bytes, etag } = put(ref, Buffer.concat(chunks), options);
      return { bytes, etag };
    },
    async delete({ bucket, key, versionId }) {
      const versions = keysOf(bucket).get(key) ?? [];
      if (versionId !== undefined) {
        keysOf(bucket).set(
          key,
          versions.filter((stored) => stored?.versionId !== versionId),
        );
      } else if (versioned) keysOf(bucket).set(key, [undefined, ...versions]);
      else keysOf(bucket).delete(key);
    },
  };
}
