/** The events that Lambda receives from S3, read with care: keys are form-encoded, test events and other kinds are passed over. */
import type { S3Event } from "aws-lambda";

export interface ObjectRef {
  bucket: string;
  key: string;
  versionId?: string;
}

export interface ObjectCreated extends ObjectRef {
  bytes: number;
  etag: string;
  /** Hexadecimal; per key, a later event has the greater value once padded to equal length (AWS: event message structure). */
  sequencer: string;
}

/** S3 sends keys form-encoded: a space arrives as "+", other characters percent-encoded. An `s3:TestEvent` has no records. */
export function createdObjects(event: S3Event): ObjectCreated[] {
  return (event.Records ?? [])
    .filter((record) => record.eventName?.startsWith("ObjectCreated:"))
    .map(({ s3: { bucket, object } }) => ({
      bucket: bucket.name,
      key: decodeURIComponent(object.key.replaceAll("+", " ")),
      ...(object.versionId !== undefined && { versionId: object.versionId }),
      bytes: object.size,
      etag: object.eTag ?? "",
      sequencer: object.sequencer ?? "",
    }));
}
