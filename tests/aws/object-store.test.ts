/** What the chain relies on in an object store, asked of every adapter. */
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, describe, expect, it } from "vitest";
import { memoryObjectStore } from "../../shared/object-store/memory.ts";
import { ObjectExists, ObjectMissing } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { runLocalAws } from "./local-aws.ts";

const running = await runLocalAws();
const client = new S3Client({ ...running.options, forcePathStyle: true });
const bucket = "contract";
await client.send(new CreateBucketCommand({ Bucket: bucket }));
await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }));
afterAll(async () => {
  client.destroy();
  await running[Symbol.asyncDispose]();
});

const MIB = 1024 * 1024;

async function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe.each([
  ["s3", s3ObjectStore(client)],
  ["memory", memoryObjectStore({ versioned: true })],
])("the object store %s", (_, store) => {
  it("gives back what was put, with its metadata", async () => {
    const ref = { bucket, key: "a b/ü+.json" };
    expect(await store.put(ref, "text ü", { contentType: "application/json", metadata: { drop: "1" } })).toBe(true);
    expect(await store.getText(ref)).toBe("text ü");
    expect(await store.head(ref)).toMatchObject({
      key: ref.key,
      bytes: 7,
      metadata: { drop: "1" },
      versionId: expect.any(String),
    });
    expect((await store.head(ref))!.etag).toMatch(/^[0-9a-f]{32}$/);
  });

  it("says what is not there", async () => {
    const ref = { bucket, key: "nothing" };
    expect(await store.head(ref)).toBeUndefined();
    await expect(store.getText(ref)).rejects.toThrow(ObjectMissing);
    await expect(collect(store.stream(ref))).rejects.toThrow(ObjectMissing);
    await store.delete(ref);
  });

  it("creates once when asked to", async () => {
    const ref = { bucket, key: "once" };
    expect([await store.put(ref, "1", { ifAbsent: true }), await store.put(ref, "2", { ifAbsent: true })]).toEqual([
      true,
      false,
    ]);
    expect(await store.getText(ref)).toBe("1");
    await expect(store.putStream(ref, chunksOf(Buffer.from("3"), 1), { ifAbsent: true })).rejects.toThrow(ObjectExists);
    await expect(store.putStream(ref, chunksOf(Buffer.alloc(9 * MIB), MIB), { ifAbsent: true })).rejects.toThrow(
      ObjectExists,
    );
    expect(await store.getText(ref)).toBe("1");
  });

  it.each([0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 35 * MIB + 3])(
    "streams %i bytes in and out, and any range of them",
    async (size) => {
      const ref = { bucket, key: `stream-${size}` };
      const bytes = Buffer.alloc(size, "the quick brown fox ");
      const { bytes: counted, etag } = await store.putStream(ref, chunksOf(bytes, 999_983), {
        metadata: { drop: "2" },
      });
      expect(counted).toBe(size);
      expect(await store.head(ref)).toMatchObject({ bytes: size, etag, metadata: { drop: "2" } });
      expect(Buffer.concat(await collect(store.stream(ref))).equals(bytes)).toBe(true);
      const range = { offset: Math.floor(size / 2), length: Math.min(100_000, Math.ceil(size / 2)) };
      expect(
        Buffer.concat(await collect(store.stream(ref, range))).equals(
          bytes.subarray(range.offset, range.offset + range.length),
        ),
      ).toBe(true);
    },
  );

  it("leaves nothing of a stream that fails", async () => {
    const ref = { bucket, key: "failing" };
    async function* failing() {
      yield Buffer.alloc(20 * MIB);
      throw new Error("the source broke");
    }
    await expect(store.putStream(ref, failing())).rejects.toThrow("the source broke");
    expect(await store.head(ref)).toBeUndefined();
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).toEqual([]);
  });

  it("lists by prefix, in byte order, after a key, more than a page", async () => {
    const names = Array.from({ length: 1003 }, (_, number) => `list/${String(number).padStart(5, "0")}`);
    for (let at = 0; at < names.length; at += 50)
      await Promise.all(names.slice(at, at + 50).map((key) => store.put({ bucket, key }, "x")));
    expect((await collect(store.list({ bucket, prefix: "list/" }))).map(({ key }) => key)).toEqual(names);
    expect(
      (await collect(store.list({ bucket, prefix: "list/", startAfter: names[1000]! }))).map(({ key }) => key),
    ).toEqual(names.slice(1001));
  });

  it("lists versions newest first, passes over deletions, and reads one by its id", async () => {
    const ref = { bucket, key: "versions/k" };
    for (const text of ["1", "2"]) await store.put(ref, text);
    await store.delete(ref);
    expect(await store.head(ref)).toBeUndefined();
    const versions = await collect(store.listVersions({ bucket, prefix: "versions/" }));
    expect(versions).toHaveLength(2);
    expect(
      await Promise.all(versions.map(({ versionId }) => store.getText({ ...ref, versionId: versionId! }))),
    ).toEqual(["2", "1"]);
  });
});
