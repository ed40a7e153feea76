/** Conformance: putting, reading, copying and deleting single objects. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { MIB, newBucket, refusal, type Target } from "./target.ts";

export const ODD_KEYS = [
  "plain.txt",
  "with space+plus",
  "../up/./and/../down",
  "a//b",
  "ünïcödé/日本語/🎬",
  "percent%20encoded%",
  "quotes\"'<&>",
  "q?uery#hash",
  "trailing/",
  "a".repeat(1024),
];

export function objects(target: Target): void {
  const { client } = target;
  let Bucket = "";
  beforeAll(async () => {
    Bucket = await newBucket(target);
  });
  const put = (Key: string, Body: string | Buffer, more = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = (Key: string, more = {}) => client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  const text = async (Key: string, more = {}) => (await get(Key, more)).Body!.transformToString();

  describe("an object", () => {
    it.each(ODD_KEYS)("is kept under the key %j", async (Key) => {
      await put(Key, Key);
      expect(await text(Key)).toBe(Key);
      const { Contents } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
      expect(Contents?.map((entry) => entry.Key)).toContain(Key);
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
      expect(await refusal(get(Key))).toEqual(["NoSuchKey", 404]);
    });

    it("has the MD5 of its bytes as its ETag", async () => {
      const { ETag } = await put("etag", "hello");
      expect(ETag).toBe(`"${createHash("md5").update("hello").digest("hex")}"`);
      expect((await client.send(new HeadObjectCommand({ Bucket, Key: "etag" }))).ETag).toBe(ETag);
    });

    it("gives back headers, metadata and tags", async () => {
      await put("attributes", "x", {
        ContentType: "text/csv; charset=utf-8",
        ContentEncoding: "gzip",
        CacheControl: "no-store",
        ContentDisposition: 'attachment; filename="a.csv"',
        Metadata: { drop: "0123", empty: "" },
        Tagging: "kind=a%20b",
      });
      const head = await client.send(new HeadObjectCommand({ Bucket, Key: "attributes" }));
      expect(head).toMatchObject({
        ContentType: "text/csv; charset=utf-8",
        ContentEncoding: "gzip",
        CacheControl: "no-store",
        ContentDisposition: 'attachment; filename="a.csv"',
        Metadata: { drop: "0123", empty: "" },
        ContentLength: 1,
      });
      const tags = { Bucket, Key: "attributes" };
      expect((await client.send(new GetObjectTaggingCommand(tags))).TagSet).toEqual([{ Key: "kind", Value: "a b" }]);
      await client.send(new PutObjectTaggingCommand({ ...tags, Tagging: { TagSet: [{ Key: "b", Value: "2" }] } }));
      expect((await client.send(new GetObjectTaggingCommand(tags))).TagSet).toEqual([{ Key: "b", Value: "2" }]);
    });

    it("may be empty", async () => {
      await put("empty", "");
      expect(await text("empty")).toBe("");
      expect(await refusal(get("empty", { Range: "bytes=0-0" }))).toEqual(["InvalidRange", 416]);
    });

    it("is taken from a stream, framed as aws-chunked, to the last byte", async () => {
      const bytes = Buffer.alloc(3 * MIB + 7, "chunked bodies ");
      const body = Readable.from(
        (function* () {
          for (let at = 0; at < bytes.length; at += 100_003) yield bytes.subarray(at, at + 100_003);
        })(),
      );
      await client.send(new PutObjectCommand({ Bucket, Key: "stream", Body: body, ContentLength: bytes.length }));
      const read = Buffer.from(await (await get("stream")).Body!.transformToByteArray());
      expect(read.equals(bytes)).toBe(true);
    });
  });

  describe("a read", () => {
    beforeAll(async () => {
      await put("digits", "0123456789", { ContentType: "text/plain" });
    });

    it.each([
      ["bytes=0-3", "0123", "bytes 0-3/10"],
      ["bytes=7-", "789", "bytes 7-9/10"],
      ["bytes=-2", "89", "bytes 8-9/10"],
      ["bytes=-99", "0123456789", "bytes 0-9/10"],
      ["bytes=8-99", "89", "bytes 8-9/10"],
    ])("of %s gives those bytes", async (Range, expected, ContentRange) => {
      const answer = await get("digits", { Range });
      expect(await answer.Body!.transformToString()).toBe(expected);
      expect(answer).toMatchObject({
        ContentRange,
        ContentLength: expected.length,
        $metadata: { httpStatusCode: 206 },
      });
    });

    it("of bytes behind the end is refused", async () => {
      expect(await refusal(get("digits", { Range: "bytes=10-" }))).toEqual(["InvalidRange", 416]);
    });

    it("passes over a header that is no range", async () => {
      expect(await text("digits", { Range: "lines=1-2" })).toBe("0123456789");
    });

    it("heeds conditions", async () => {
      const { ETag, LastModified } = await client.send(new HeadObjectCommand({ Bucket, Key: "digits" }));
      const status = async (more: object) => (await refusal(get("digits", more)))[1];
      const day = 86_400_000;
      expect(await status({ IfNoneMatch: ETag })).toBe(304);
      expect(await status({ IfMatch: '"other"' })).toBe(412);
      expect(await status({ IfModifiedSince: LastModified })).toBe(304);
      expect(await status({ IfUnmodifiedSince: new Date(LastModified!.getTime() - day) })).toBe(412);
      expect(await text("digits", { IfMatch: ETag, IfUnmodifiedSince: new Date(LastModified!.getTime() - day) })).toBe(
        "0123456789",
      );
      expect(await text("digits", { IfNoneMatch: '"other"' })).toBe("0123456789");
    });

    it("gives the response headers that it asks for", async () => {
      const answer = await get("digits", {
        ResponseContentType: "application/x-odd",
        ResponseCacheControl: "max-age=1",
      });
      expect(answer).toMatchObject({ ContentType: "application/x-odd", CacheControl: "max-age=1" });
    });
  });

  describe("a conditional write", () => {
    it("creates only what is not there", async () => {
      await put("once", "1", { IfNoneMatch: "*" });
      expect(await refusal(put("once", "2", { IfNoneMatch: "*" }))).toEqual(["PreconditionFailed", 412]);
      expect(await text("once")).toBe("1");
    });

    it("replaces only what it knows", async () => {
      const { ETag } = await put("compare", "1");
      await put("compare", "2", { IfMatch: ETag });
      expect(await refusal(put("compare", "3", { IfMatch: ETag }))).toEqual(["PreconditionFailed", 412]);
      expect(await refusal(put("compare-nothing", "3", { IfMatch: ETag }))).toEqual(["NoSuchKey", 404]);
    });

    it("has one winner among twenty", async () => {
      const attempts = await Promise.allSettled(
        Array.from({ length: 20 }, (_, number) => put("race", String(number), { IfNoneMatch: "*" })),
      );
      const winners = attempts.flatMap(({ status }, number) => (status === "fulfilled" ? [number] : []));
      expect(winners).toHaveLength(1);
      expect(await text("race")).toBe(String(winners[0]));
    });
  });

  describe("a copy", () => {
    it("takes attributes along, or new ones, and has conditions", async () => {
      const { ETag } = await put("copy source/ü", "content", { Metadata: { a: "1" }, ContentType: "text/plain" });
      const CopySource = `${Bucket}/${encodeURIComponent("copy source/ü")}`;
      await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource }));
      expect(await client.send(new HeadObjectCommand({ Bucket, Key: "copy" }))).toMatchObject({
        ETag,
        Metadata: { a: "1" },
        ContentType: "text/plain",
      });
      await client.send(
        new CopyObjectCommand({ Bucket, Key: "copy", CopySource, MetadataDirective: "REPLACE", Metadata: { b: "2" } }),
      );
      expect((await client.send(new HeadObjectCommand({ Bucket, Key: "copy" }))).Metadata).toEqual({ b: "2" });
      expect(await text("copy")).toBe("content");
      expect(
        await refusal(
          client.send(new CopyObjectCommand({ Bucket, Key: "c2", CopySource, CopySourceIfMatch: '"other"' })),
        ),
      ).toEqual(["PreconditionFailed", 412]);
      expect(
        await refusal(client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/copy` }))),
      ).toEqual(["InvalidRequest", 400]);
      expect(
        await refusal(client.send(new CopyObjectCommand({ Bucket, Key: "c2", CopySource: `${Bucket}/nothing` }))),
      ).toEqual(["NoSuchKey", 404]);
    });

    it("outlives its source", async () => {
      await put("short-lived", "still here");
      await client.send(new CopyObjectCommand({ Bucket, Key: "survivor", CopySource: `${Bucket}/short-lived` }));
      await client.send(new DeleteObjectCommand({ Bucket, Key: "short-lived" }));
      expect(await text("survivor")).toBe("still here");
    });
  });

  describe("a deletion", () => {
    it("of many answers for each, and says of nothing that it is gone", async () => {
      for (const Key of ["d1", "d2"]) await put(Key, "x");
      const answer = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "d1" }, { Key: "d2" }, { Key: "d-none" }] } }),
      );
      expect(answer.Deleted?.map(({ Key }) => Key).sort()).toEqual(["d-none", "d1", "d2"]);
      expect(answer.Errors ?? []).toEqual([]);
      expect(await refusal(get("d1"))).toEqual(["NoSuchKey", 404]);
      await client.send(new DeleteObjectCommand({ Bucket, Key: "d-none" }));
    });
  });
}
