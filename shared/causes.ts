/** What starts each step, made again: the function and the event that it would have got. For `reconcile` and `reelhouse replay`. */
import type { S3Event, S3EventRecord } from "aws-lambda";
import type { ObjectRef } from "./events.ts";
import { doneKey, manifestKey, readyKey, transformKey } from "./keys.ts";
import type { LedgerItem, Step } from "./ledger/item.ts";

export interface Cause {
  step: Step;
  event: S3Event;
}

export interface Buckets {
  processed: string;
  archive: string;
}

/** The cause of an item's next step by its state alone; `undefined` where no function of ours has to do anything. */
export function causeOf(item: LedgerItem, buckets: Buckets): Cause | undefined {
  const processed = (step: Step, key: string): Cause => ({
    step,
    event: createdEvent({ bucket: buckets.processed, key }),
  });
  if (item.state === "QUARANTINED") return item.reasonKey ? processed("failure-notify", item.reasonKey) : undefined;
  if (item.kind === "object") {
    if (item.state !== "RECEIVED") return undefined;
    const { bucket, key, versionId, etag, bytes } = item.object;
    return {
      step: "unzip-and-validate",
      event: createdEvent({ bucket, key, ...(versionId && { versionId }) }, { etag, bytes }),
    };
  }
  const ref = { dataset: item.dataset ?? "", drop: item.drop ?? "" };
  if (item.state === "EXTRACTED") return processed("manifest-check", manifestKey(ref));
  if (item.state === "READY") return processed("glue-kickoff", readyKey(ref));
  if (item.state === "TRANSFORMING")
    return item.engine === "duckdb" ? processed("transform", transformKey(ref)) : undefined;
  if (item.state === "ARCHIVED") return loadCause(item, buckets);
  return undefined;
}

/** The load's, whatever the state: `_DONE.json` is there. */
export function loadCause({ dataset = "", drop = "" }: LedgerItem, { archive }: Buckets): Cause {
  return { step: "snowpipe-refresh", event: createdEvent({ bucket: archive, key: doneKey({ dataset, drop }) }) };
}

/** As S3 sends it: the key form-encoded. docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function createdEvent(
  { bucket, key, versionId }: ObjectRef,
  { etag, bytes }: { etag?: string; bytes?: number } = {},
): S3Event {
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    eventTime: new Date().toISOString(),
    s3: {
      s3SchemaVersion: "1.0",
      configurationId: "made-again",
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeURIComponent(key).replaceAll("%20", "+"),
        ...(bytes !== undefined && { size: bytes }),
        ...(etag !== undefined && { eTag: etag }),
        ...(versionId !== undefined && { versionId }),
      },
    },
  };
  return { Records: [record as unknown as S3EventRecord] };
}
