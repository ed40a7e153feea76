/** Conformance: versions and delete markers. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { newBucket, refusal, type Target } from "./target.ts";

export function versions(target: Target): void {
  const { client } = target;
  describe("a versioned bucket", () => {
    const put = async (Bucket: string, Key: string, Body: string) =>
      (await client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
    const text = async (Bucket: string, Key: string, VersionId?: string) =>
      (await client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body!.transformToString();

    it("keeps every version, and a deletion is one more", async () => {
      const Bucket = await newBucket(target, { versioned: true });
      const first = await put(Bucket, "k", "one");
      const second = await put(Bucket, "k", "two");
      expect(first).not.toBe(second);
      expect([await text(Bucket, "k"), await text(Bucket, "k", first), await text(Bucket, "k", second)]).toEqual([
        "two",
        "one",
        "two",
      ]);
      const marker = await client.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
      expect(marker.DeleteMarker).toBe(true);
      expect(await refusal(client.send(new GetObjectCommand({ Bucket, Key: "k" })))).toEqual(["NoSuchKey", 404]);
      expect(
        (await refusal(client.send(new HeadObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }))))[1],
      ).toBe(405);
      expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
      const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
      expect(listed.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
        [second, false],
        [first, false],
      ]);
      expect(listed.DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
        [marker.VersionId, true],
      ]);
      await client.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: marker.VersionId }));
      expect(await text(Bucket, "k")).toBe("two");
      await client.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: second }));
      expect(await text(Bucket, "k")).toBe("one");
      expect((await refusal(client.send(new GetObjectCommand({ Bucket, Key: "k", VersionId: second }))))[0]).toBe(
        "NoSuchVersion",
      );
    });

    it("lists versions in pages, newest first, each once", async () => {
      const Bucket = await newBucket(target, { versioned: true });
      const written: string[] = [];
      for (const Key of ["a", "b", "c"])
        for (let version = 0; version < 4; version++) written.push(`${Key} ${await put(Bucket, Key, String(version))}`);
      const seen: string[] = [];
      let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
      let more = true;
      while (more) {
        const page = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 5, ...markers }));
        seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
        markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
        more = page.IsTruncated === true;
      }
      expect(seen).toEqual([0, 4, 8].flatMap((at) => written.slice(at, at + 4).toReversed()));
    });

    it("whose versioning is suspended replaces the null version only", async () => {
      const Bucket = await newBucket(target);
      await put(Bucket, "k", "before");
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
      const kept = await put(Bucket, "k", "versioned");
      expect(await text(Bucket, "k", "null")).toBe("before");
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }));
      await put(Bucket, "k", "after");
      expect([await text(Bucket, "k"), await text(Bucket, "k", "null"), await text(Bucket, "k", kept)]).toEqual([
        "after",
        "after",
        "versioned",
      ]);
      expect((await client.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(2);
    });
  });
}
