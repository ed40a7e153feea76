/** The records that S3 sends about objects, as its event message structure (version 2.1) spells them. */
import { randomBytes } from "node:crypto";
import type { S3EventRecord } from "aws-lambda";
import type { NewEvent } from "../outbox.ts";
import type { Bucket, Version } from "./store/records.ts";

/** Of the request that caused an event. */
export interface RequestFacts {
  requestId: string;
  sourceAddress: string;
}

export const OWNER_ID = "reelhouselocal";

/** Form encoding, with `/` left alone: a space is `+`, and `+` is `%2B`. */
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
export const encodeEventKey = (key: string) =>
  encodeURIComponent(key)
    .replaceAll("%20", "+")
    .replaceAll("%2F", "/")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Hexadecimal of one width, so that a later event's is the greater as text too. */
const sequencerOf = (number: number) => number.toString(16).toUpperCase().padStart(18, "0");

export function objectCreated(version: Version, bucket: Bucket, name: string, facts: RequestFacts): NewEvent {
  return s3Event(`ObjectCreated:${name}`, version, bucket, version.number, facts, {
    size: version.bytes,
    eTag: version.etag,
  });
}

export function objectRemoved(
  version: Version,
  bucket: Bucket,
  name: string,
  number: number,
  facts: RequestFacts,
): NewEvent {
  return s3Event(`ObjectRemoved:${name}`, version, bucket, number, facts, {});
}

function s3Event(
  eventName: string,
  { key, versionId }: Version,
  bucket: Bucket,
  number: number,
  { requestId, sourceAddress }: RequestFacts,
  object: { size?: number; eTag?: string },
): NewEvent {
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: bucket.region,
    eventTime: new Date().toISOString(),
    eventName,
    userIdentity: { principalId: `AWS:${OWNER_ID}` },
    requestParameters: { sourceIPAddress: sourceAddress },
    responseElements: { "x-amz-request-id": requestId, "x-amz-id-2": randomBytes(24).toString("base64") },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "",
      bucket: { name: bucket.name, ownerIdentity: { principalId: OWNER_ID }, arn: `arn:aws:s3:::${bucket.name}` },
      object: {
        key: encodeEventKey(key),
        ...object,
        ...(bucket.versioning && versionId !== "null" && { versionId }),
        sequencer: sequencerOf(number),
      },
    },
  };
  return { kind: "s3", record: record as S3EventRecord };
}
