/** Conformance: checksums, verified on the way in and given on the way out. */
import { createHash } from "node:crypto";
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, it } from "vitest";
import { MIB, newBucket, refusal, type Target } from "./target.ts";

/** Of "123456789", as the catalogues of CRC algorithms and the hash standards have them. */
const KNOWN: Record<string, string> = {
  ChecksumCRC32: Buffer.from("cbf43926", "hex").toString("base64"),
  ChecksumCRC32C: Buffer.from("e3069283", "hex").toString("base64"),
  ChecksumCRC64NVME: Buffer.from("ae8b14860a799888", "hex").toString("base64"),
  ChecksumSHA1: createHash("sha1").update("123456789").digest("base64"),
  ChecksumSHA256: createHash("sha256").update("123456789").digest("base64"),
};

export function checksums(target: Target): void {
  const { client } = target;
  describe("a checksum", () => {
    let Bucket = "";
    beforeAll(async () => {
      Bucket = await newBucket(target);
    });

    it.each(Object.entries(KNOWN))("%s is verified and given back", async (name, value) => {
      const Key = name;
      await client.send(new PutObjectCommand({ Bucket, Key, Body: "123456789", [name]: value }));
      const read = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
      expect(read).toMatchObject({ [name]: value, ChecksumType: "FULL_OBJECT" });
      expect(await read.Body!.transformToString()).toBe("123456789"); // the SDK verifies it too
      const other = Buffer.from(value, "base64");
      other[0]! ^= 1;
      const wrong = { Bucket, Key: `${name}-wrong`, Body: "123456789", [name]: other.toString("base64") };
      expect((await refusal(client.send(new PutObjectCommand(wrong))))[1]).toBe(400);
      expect((await refusal(client.send(new HeadObjectCommand({ Bucket, Key: `${name}-wrong` }))))[1]).toBe(404);
    });

    it("in Content-MD5 is verified", async () => {
      const ContentMD5 = createHash("md5").update("other").digest("base64");
      expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: "md5", Body: "x", ContentMD5 })))).toEqual([
        "BadDigest",
        400,
      ]);
      expect(
        await refusal(client.send(new PutObjectCommand({ Bucket, Key: "md5", Body: "x", ContentMD5: "short" }))),
      ).toEqual(["InvalidDigest", 400]);
    });

    it.each<[ChecksumAlgorithm, ChecksumType]>([
      ["CRC32", "FULL_OBJECT"],
      ["CRC32C", "FULL_OBJECT"],
      ["CRC32", "COMPOSITE"],
      ["SHA256", "COMPOSITE"],
    ])("%s of a multipart object is %s", async (ChecksumAlgorithm, ChecksumType) => {
      const Key = `${ChecksumAlgorithm}-${ChecksumType}`;
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm, ChecksumType }),
      );
      const bodies = [Buffer.alloc(5 * MIB, "one"), Buffer.from("two")];
      const Parts = await Promise.all(
        bodies.map(async (Body, index) => {
          const { $metadata: _, ...sums } = await client.send(
            new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm }),
          );
          return { PartNumber: index + 1, ...sums };
        }),
      );
      const done = await client.send(
        new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
      );
      const field = `Checksum${ChecksumAlgorithm}` as "ChecksumCRC32";
      const single = await client.send(
        new PutObjectCommand({ Bucket, Key: `${Key}-single`, Body: Buffer.concat(bodies), ChecksumAlgorithm }),
      );
      expect(done.ChecksumType).toBe(ChecksumType);
      if (ChecksumType === "FULL_OBJECT") expect(done[field]).toBe(single[field]);
      else expect(done[field]).toMatch(/-2$/);
      const read = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
      expect(read[field]).toBe(done[field]);
      expect((await read.Body!.transformToByteArray()).length).toBe(5 * MIB + 3);
    });
  });
}
