/** Bucket configurations that are taken and given back as they are, without effect on the local S3. */
import type { S3ErrorCode } from "./errors.ts";

export interface ConfigurationKind {
  /** Root element; `undefined` for JSON. */
  root?: string;
  /** The answer while nothing is configured: a refusal, or an empty document. */
  missing: S3ErrorCode | "empty" | "AES256";
}

/** By sub-resource. */
export const CONFIGURATIONS: ReadonlyMap<string, ConfigurationKind> = new Map<string, ConfigurationKind>([
  ["lifecycle", { root: "LifecycleConfiguration", missing: "NoSuchLifecycleConfiguration" }],
  // Since 2023 every bucket is encrypted with SSE-S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
  ["encryption", { root: "ServerSideEncryptionConfiguration", missing: "AES256" }],
  ["publicAccessBlock", { root: "PublicAccessBlockConfiguration", missing: "NoSuchPublicAccessBlockConfiguration" }],
  ["ownershipControls", { root: "OwnershipControls", missing: "OwnershipControlsNotFoundError" }],
  ["notification", { root: "NotificationConfiguration", missing: "empty" }],
  ["tagging", { root: "Tagging", missing: "NoSuchTagSet" }],
  ["policy", { missing: "NoSuchBucketPolicy" }],
]);
