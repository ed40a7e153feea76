/** The store on disk: what it frees, what it recovers, whom it refuses. */
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { startLocalAws } from "../../local/aws/server.ts";
import { CREDENTIALS, temporaryFolder } from "./local-aws.ts";

const Bucket = "store";
const MIB = 1024 * 1024;

async function open(dataDir: string) {
  const aws = await startLocalAws({ port: 0, dataDir });
  const client = new S3Client({
    endpoint: aws.url,
    region: "eu-west-1",
    credentials: CREDENTIALS,
    forcePathStyle: true,
  });
  return {
    aws,
    client,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await aws.close();
    },
  };
}

const blobsIn = (folder: string) =>
  readdirSync(join(folder, "s3", "blobs"), { recursive: true, encoding: "utf8" }).filter((name) => name.includes("/"));

it("frees the bytes of what is overwritten, deleted or refused", async () => {
  using folder = temporaryFolder();
  await using s3 = await open(folder.path);
  await s3.client.send(new CreateBucketCommand({ Bucket }));
  for (const Body of ["one", "two", "three"]) await s3.client.send(new PutObjectCommand({ Bucket, Key: "k", Body }));
  expect(blobsIn(folder.path)).toHaveLength(1);
  await s3.client
    .send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }))
    .catch(() => {});
  expect(readdirSync(join(folder.path, "s3", "incoming"))).toEqual([]);
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  expect(blobsIn(folder.path)).toEqual([]);
});

it("finishes a read of many parts although the object is deleted meanwhile, and frees them then", async () => {
  using folder = temporaryFolder();
  await using s3 = await open(folder.path);
  const target = { Bucket, Key: "parts" };
  await s3.client.send(new CreateBucketCommand({ Bucket }));
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(target));
  const Parts = [];
  for (const PartNumber of [1, 2, 3, 4]) {
    const Body = Buffer.alloc(8 * MIB, PartNumber);
    const { ETag } = await s3.client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  await s3.client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  const { Body } = await s3.client.send(new GetObjectCommand(target));
  await s3.client.send(new DeleteObjectCommand(target));
  const bytes = await Body!.transformToByteArray();
  expect([bytes.length, bytes[0], bytes.at(-1)]).toEqual([32 * MIB, 1, 4]);
  await expect.poll(() => blobsIn(folder.path)).toEqual([]);
});

it("recovers from a kill between the index and the disk", async () => {
  using folder = temporaryFolder();
  const incoming = join(folder.path, "s3", "incoming");
  {
    await using s3 = await open(folder.path);
    await s3.client.send(new CreateBucketCommand({ Bucket }));
    await s3.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "committed, not moved" }));
  }
  const [blob] = blobsIn(folder.path);
  renameSync(join(folder.path, "s3", "blobs", blob!), join(incoming, blob!.split("/")[1]!));
  writeFileSync(join(incoming, "f".repeat(32)), "never committed");
  await using s3 = await open(folder.path);
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key: "k" }));
  expect(await Body!.transformToString()).toBe("committed, not moved");
  expect(readdirSync(incoming)).toEqual([]);
});

it("refuses a second server on its folder, and a port that is taken", async () => {
  using folder = temporaryFolder();
  using other = temporaryFolder();
  await using s3 = await open(folder.path);
  await expect(startLocalAws({ port: 0, dataDir: folder.path })).rejects.toThrow("in use by another process");
  await expect(startLocalAws({ port: s3.aws.port, dataDir: other.path })).rejects.toThrow("EADDRINUSE");
});
