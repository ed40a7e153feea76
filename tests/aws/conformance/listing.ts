/** Conformance: listings, their order, folding and pages. */
import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { newBucket, refusal, type Target } from "./target.ts";

const KEYS = ["A", "a", "a b", "a/1", "a/2", "a/b/3", "a0", "b/1", "c", "ä", "z\u{1F3AC}", "z\uFFFD"];

export function listing(target: Target): void {
  const { client } = target;
  describe("a listing", () => {
    let Bucket = "";
    beforeAll(async () => {
      Bucket = await newBucket(target);
      for (const Key of KEYS.toReversed()) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    });
    const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
      client.send(new ListObjectsV2Command({ Bucket, ...more }));
    const keys = async (more: Partial<ListObjectsV2CommandInput>) =>
      (await list(more)).Contents?.map(({ Key }) => Key) ?? [];

    it("is in the order of UTF-8 bytes", async () => {
      const ordered = KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keys({})).toEqual(ordered);
      expect(ordered.indexOf("z\uFFFD")).toBeLessThan(ordered.indexOf("z\u{1F3AC}")); // by UTF-16 units it would be the other way
    });

    it("folds at the delimiter", async () => {
      const { Contents, CommonPrefixes, KeyCount } = await list({ Prefix: "a", Delimiter: "/" });
      expect(Contents?.map(({ Key }) => Key)).toEqual(["a", "a b", "a0"]);
      expect(CommonPrefixes).toEqual([{ Prefix: "a/" }]);
      expect(KeyCount).toBe(4);
      expect((await list({ Prefix: "a/", Delimiter: "/" })).CommonPrefixes).toEqual([{ Prefix: "a/b/" }]);
    });

    it.each([1, 2, 3, 5])("comes in pages of %i, each entry once, folded or not", async (MaxKeys) => {
      for (const Delimiter of [undefined, "/"]) {
        const seen: (string | undefined)[] = [];
        let ContinuationToken: string | undefined;
        do {
          const page = await list({ MaxKeys, Delimiter, ContinuationToken });
          const entries = [
            ...(page.Contents ?? []).map(({ Key }) => Key),
            ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
          ];
          expect(entries.length).toBeLessThanOrEqual(MaxKeys);
          seen.push(...entries);
          ContinuationToken = page.NextContinuationToken;
          expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
        } while (ContinuationToken);
        const expected = Delimiter ? [...new Set(KEYS.map((key) => key.replace(/\/.*/, "/")))] : KEYS;
        expect(seen.toSorted()).toEqual(expected.toSorted());
      }
    });

    it("starts after a key, and ends at none", async () => {
      expect(await keys({ StartAfter: "b/1", Prefix: "" })).toEqual(
        ["c", "z\uFFFD", "z\u{1F3AC}", "ä"].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
      const { IsTruncated, KeyCount } = await list({ MaxKeys: 0 });
      expect({ IsTruncated, KeyCount }).toEqual({ IsTruncated: false, KeyCount: 0 });
    });

    it("is refused for a token that nobody gave", async () => {
      expect(await refusal(list({ ContinuationToken: "made up" }))).toEqual(["InvalidArgument", 400]);
    });

    it("of the first version goes on at its marker", async () => {
      const seen: (string | undefined)[] = [];
      let Marker: string | undefined;
      do {
        const page = await client.send(new ListObjectsCommand({ Bucket, MaxKeys: 2, Delimiter: "/", Marker }));
        seen.push(
          ...(page.Contents ?? []).map(({ Key }) => Key),
          ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
        );
        Marker = page.NextMarker;
      } while (Marker);
      expect(seen.toSorted()).toEqual([...new Set(KEYS.map((key) => key.replace(/\/.*/, "/")))].toSorted());
    });
  });
}
