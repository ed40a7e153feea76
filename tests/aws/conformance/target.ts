/** The S3 server under test: ours, or the one that S3_CONFORMANCE_ENDPOINT names. */
import { randomBytes } from "node:crypto";
import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { expect } from "vitest";

export interface Target {
  readonly client: S3Client;
  readonly endpoint: string;
}

/** A new empty bucket. */
export async function newBucket({ client }: Target, { versioned = false } = {}): Promise<string> {
  const Bucket = `conformance-${randomBytes(8).toString("hex")}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  if (versioned) {
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  }
  return Bucket;
}

/** The refusal that a request ends with, as `[code, status]`. */
export async function refusal(request: Promise<unknown>): Promise<[string, number | undefined]> {
  const error = await request.then(
    () => expect.fail("the request was not refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof S3ServiceException)) throw error;
  return [error.name, error.$metadata.httpStatusCode];
}

export const MIB = 1024 * 1024;
