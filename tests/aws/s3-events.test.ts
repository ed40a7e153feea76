/** The events that S3 writes down with each change, and what becomes of them. */
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { S3EventRecord } from "aws-lambda";
import { afterAll, beforeEach, expect, it } from "vitest";
import { createdObjects } from "../../shared/events.ts";
import { runLocalAws } from "./local-aws.ts";

let wakes = 0;
const running = await runLocalAws({ onEvent: () => wakes++ });
const connect = () => new S3Client({ ...running.options, forcePathStyle: true });
let client = connect();
await client.send(new CreateBucketCommand({ Bucket: "plain" }));
await client.send(new CreateBucketCommand({ Bucket: "versioned" }));
await client.send(
  new PutBucketVersioningCommand({ Bucket: "versioned", VersioningConfiguration: { Status: "Enabled" } }),
);

function take(): S3EventRecord[] {
  const events = running.aws.outbox.pending();
  for (const { id } of events) running.aws.outbox.ack(id);
  return events.flatMap((event) => (event.kind === "s3" ? [event.record] : []));
}
beforeEach(() => void take());
afterAll(async () => {
  client.destroy();
  await running[Symbol.asyncDispose]();
});

it("tells of a put with the key form-encoded, and our reader of events gives it back", async () => {
  const Key = "a b/c+d/ü~(1)'!*.zip";
  const { ETag } = await client.send(new PutObjectCommand({ Bucket: "plain", Key, Body: "12345" }));
  const [record, ...more] = take();
  expect(more).toEqual([]);
  expect(record).toMatchObject({
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "eu-west-1",
    eventName: "ObjectCreated:Put",
    s3: {
      s3SchemaVersion: "1.0",
      bucket: { name: "plain", arn: "arn:aws:s3:::plain" },
      object: { key: "a+b/c%2Bd/%C3%BC%7E%281%29%27%21*.zip", size: 5 },
    },
  });
  expect(record!.s3.object).not.toHaveProperty("versionId");
  expect(createdObjects({ Records: [record!] })).toMatchObject([
    { bucket: "plain", key: Key, bytes: 5, etag: ETag!.replaceAll('"', "") },
  ]);
});

it("names each way in which an object comes and goes", async () => {
  const target = { Bucket: "versioned", Key: "k" };
  const { VersionId } = await client.send(new PutObjectCommand({ ...target, Body: "x" }));
  await client.send(new CopyObjectCommand({ ...target, Key: "copy", CopySource: "versioned/k" }));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const { ETag } = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: "y" }));
  await client.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }),
  );
  await client.send(new DeleteObjectCommand(target));
  await client.send(new DeleteObjectCommand({ ...target, VersionId }));
  const records = take();
  expect(records.map(({ eventName }) => eventName)).toEqual([
    "ObjectCreated:Put",
    "ObjectCreated:Copy",
    "ObjectCreated:CompleteMultipartUpload",
    "ObjectRemoved:DeleteMarkerCreated",
    "ObjectRemoved:Delete",
  ]);
  expect(records[0]!.s3.object.versionId).toBe(VersionId);
  expect(records[4]!.s3.object.versionId).toBe(VersionId);
  const sequencers = records.map(({ s3 }) => s3.object.sequencer);
  expect(new Set(sequencers).size).toBe(5);
  expect(sequencers.toSorted()).toEqual(sequencers);
});

it("tells of nothing that was refused", async () => {
  await client.send(new PutObjectCommand({ Bucket: "plain", Key: "once", Body: "x" }));
  take();
  await expect(
    client.send(new PutObjectCommand({ Bucket: "plain", Key: "once", Body: "y", IfNoneMatch: "*" })),
  ).rejects.toThrow();
  await expect(
    client.send(
      new PutObjectCommand({ Bucket: "plain", Key: "new", Body: "y", ContentMD5: "AAAAAAAAAAAAAAAAAAAAAA==" }),
    ),
  ).rejects.toThrow();
  expect(take()).toEqual([]);
});

it("keeps what was not acknowledged over a restart, and wakes the listener for each", async () => {
  const before = wakes;
  await client.send(new PutObjectCommand({ Bucket: "plain", Key: "kept", Body: "x" }));
  expect(wakes).toBe(before + 1);
  await running.restart();
  client.destroy();
  client = connect();
  expect(take().map(({ s3 }) => s3.object.key)).toEqual(["kept"]);
});

it("loses events while told to, and only then", async () => {
  running.aws.outbox.dropEvents = true;
  await client.send(new PutObjectCommand({ Bucket: "plain", Key: "lost", Body: "x" }));
  running.aws.outbox.dropEvents = false;
  await client.send(new PutObjectCommand({ Bucket: "plain", Key: "told", Body: "x" }));
  expect(take().map(({ s3 }) => s3.object.key)).toEqual(["told"]);
});
