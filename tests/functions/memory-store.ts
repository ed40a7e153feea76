/** An object store in memory, with versions, for tests of single functions. */
import { createHash } from "node:crypto";
import type { ObjectRef } from "../../shared/events.ts";
import { type ObjectInfo, ObjectMissing, type ObjectStore, type PutOptions } from "../../shared/object-store/port.ts";

interface Version extends ObjectInfo {
  bucket: string;
  body: Uint8Array;
}

export interface MemoryStore extends ObjectStore {
  /** Keys in the order in which they were last written. */
  keys(bucket: string): string[];
  text(bucket: string, key: string): string;
  writes: string[];
}

export function memoryStore(): MemoryStore {
  const versions: Version[] = [];
  const writes: string[] = [];
  const latest = (bucket: string, key: string) =>
    versions.findLast((each) => each.bucket === bucket && each.key === key);
  const find = ({ bucket, key, versionId }: ObjectRef) =>
    versionId
      ? versions.find((each) => each.bucket === bucket && each.key === key && each.versionId === versionId)
      : latest(bucket, key);
  const get = (ref: ObjectRef) => {
    const found = find(ref);
    if (!found) throw new ObjectMissing(`${ref.bucket}/${ref.key}`);
    return found;
  };
  const put = ({ bucket, key }: ObjectRef, body: Uint8Array, { metadata, ifAbsent }: PutOptions = {}) => {
    if (ifAbsent && latest(bucket, key)) return undefined;
    const etag = createHash("md5").update(body).digest("hex");
    const version = {
      bucket,
      key,
      body,
      bytes: body.length,
      etag,
      lastModified: new Date(),
      versionId: `v${versions.length + 1}`,
      ...(metadata && { metadata }),
    };
    versions.push(version);
    writes.push(`${bucket}/${key}`);
    return version;
  };
  const info = ({ body: _, bucket: __, ...rest }: Version): ObjectInfo => rest;
  return {
    writes,
    keys: (bucket) => [...new Set(versions.filter((each) => each.bucket === bucket).map(({ key }) => key))],
    text: (bucket, key) => new TextDecoder().decode(get({ bucket, key }).body),
    async head(ref) {
      const found = find(ref);
      return found && info(found);
    },
    getText: async (ref) => new TextDecoder().decode(get(ref).body),
    async *stream(ref, range) {
      const { body } = get(ref);
      const { offset, length } = range ?? { offset: 0, length: body.length };
      for (let at = offset; at < offset + length; at += 65_536)
        yield body.subarray(at, Math.min(at + 65_536, offset + length));
    },
    async *list({ bucket, prefix, startAfter = "" }) {
      const keys = [...new Set(versions.filter((each) => each.bucket === bucket).map(({ key }) => key))];
      for (const key of keys.filter((each) => each.startsWith(prefix) && each > startAfter).sort())
        yield info(latest(bucket, key)!);
    },
    async *listVersions({ bucket, prefix, startAfter = "" }) {
      const found = versions.filter(
        (each) => each.bucket === bucket && each.key.startsWith(prefix) && each.key > startAfter,
      );
      yield* found.toReversed().map(info);
    },
    put: async (ref, body, options) =>
      put(ref, typeof body === "string" ? new TextEncoder().encode(body) : body, options) !== undefined,
    async putStream(ref, body, options) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk.slice());
      const { bytes, etag } = put(ref, Buffer.concat(chunks), options)!;
      return { bytes, etag };
    },
    async delete({ bucket, key }) {
      for (let index = versions.length - 1; index >= 0; index -= 1)
        if (versions[index]!.bucket === bucket && versions[index]!.key === key) versions.splice(index, 1);
    },
  };
}
