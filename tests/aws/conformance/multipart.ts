/** Conformance: multipart uploads. */
import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { MIB, newBucket, refusal, type Target } from "./target.ts";

const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();

export function multipart(target: Target): void {
  const { client } = target;
  describe("a multipart upload", () => {
    let Bucket = "";
    beforeAll(async () => {
      Bucket = await newBucket(target);
    });
    const PARTS = [Buffer.alloc(5 * MIB, "a"), Buffer.alloc(5 * MIB, "b"), Buffer.from("end")];
    const begin = async (Key: string, more = {}) =>
      (await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId;
    const upload = async (Key: string, UploadId: string | undefined, parts = PARTS) =>
      Promise.all(
        parts.map(async (Body, index) => {
          const { $metadata: _, ...sums } = await client.send(
            new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }),
          );
          return { PartNumber: index + 1, ...sums };
        }),
      );
    const complete = (Key: string, UploadId: string | undefined, Parts: object[], more = {}) =>
      client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }));

    it("joins its parts, seen only when complete", async () => {
      const UploadId = await begin("joined", { Metadata: { drop: "x" } });
      const parts = await upload("joined", UploadId);
      expect(
        (await client.send(new ListPartsCommand({ Bucket, Key: "joined", UploadId }))).Parts?.map(({ Size }) => Size),
      ).toEqual(PARTS.map(({ length }) => length));
      expect(
        (await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "joined" }))).Uploads?.map(
          ({ UploadId: id }) => id,
        ),
      ).toEqual([UploadId]);
      expect(await refusal(client.send(new GetObjectCommand({ Bucket, Key: "joined" })))).toEqual(["NoSuchKey", 404]);
      const { ETag } = await complete("joined", UploadId, parts);
      expect(ETag).toBe(`"${md5(Buffer.concat(PARTS.map(md5))).toString("hex")}-3"`);
      const read = await client.send(new GetObjectCommand({ Bucket, Key: "joined" }));
      expect(read.Metadata).toEqual({ drop: "x" });
      expect(Buffer.from(await read.Body!.transformToByteArray()).equals(Buffer.concat(PARTS))).toBe(true);
      const across = await client.send(
        new GetObjectCommand({ Bucket, Key: "joined", Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` }),
      );
      expect(await across.Body!.transformToString()).toBe("aabb");
      const last = await client.send(new GetObjectCommand({ Bucket, Key: "joined", PartNumber: 3 }));
      expect([await last.Body!.transformToString(), last.PartsCount]).toEqual(["end", 3]);
      expect((await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "joined" }))).Uploads ?? []).toEqual(
        [],
      );
      expect(await refusal(complete("joined", UploadId, parts))).toEqual(["NoSuchUpload", 404]);
    });

    it("is refused for parts too small, out of order, unknown or changed", async () => {
      const UploadId = await begin("refused");
      const [first, second] = await upload("refused", UploadId, [Buffer.from("small"), Buffer.from("x")]);
      expect(await refusal(complete("refused", UploadId, [first!, second!]))).toEqual(["EntityTooSmall", 400]);
      expect(await refusal(complete("refused", UploadId, [second!, first!]))).toEqual(["InvalidPartOrder", 400]);
      expect(await refusal(complete("refused", UploadId, [{ PartNumber: 9, ETag: first!.ETag }]))).toEqual([
        "InvalidPart",
        400,
      ]);
      expect(await refusal(complete("refused", UploadId, [{ PartNumber: 1, ETag: second!.ETag }]))).toEqual([
        "InvalidPart",
        400,
      ]);
      await complete("refused", UploadId, [first!]); // a part left out is dropped
      expect((await client.send(new HeadObjectCommand({ Bucket, Key: "refused" }))).ContentLength).toBe(5);
    });

    it("leaves nothing when aborted", async () => {
      const UploadId = await begin("aborted");
      await upload("aborted", UploadId, [Buffer.from("x")]);
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key: "aborted", UploadId }));
      expect(await refusal(client.send(new ListPartsCommand({ Bucket, Key: "aborted", UploadId })))).toEqual([
        "NoSuchUpload",
        404,
      ]);
      expect(await refusal(upload("aborted", UploadId, [Buffer.from("x")]))).toEqual(["NoSuchUpload", 404]);
    });

    it("completes on condition", async () => {
      await client.send(new PutObjectCommand({ Bucket, Key: "taken", Body: "first" }));
      const UploadId = await begin("taken");
      const parts = await upload("taken", UploadId, [Buffer.from("x")]);
      expect(await refusal(complete("taken", UploadId, parts, { IfNoneMatch: "*" }))).toEqual([
        "PreconditionFailed",
        412,
      ]);
    });

    it("takes parts from objects that are there", async () => {
      await client.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
      const UploadId = await begin("from-source");
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({
          Bucket,
          Key: "from-source",
          UploadId,
          PartNumber: 1,
          CopySource: `${Bucket}/source`,
          CopySourceRange: "bytes=2-5",
        }),
      );
      await complete("from-source", UploadId, [{ PartNumber: 1, ...CopyPartResult }]);
      const read = await client.send(new GetObjectCommand({ Bucket, Key: "from-source" }));
      expect(await read.Body!.transformToString()).toBe("2345");
    });
  });
}
