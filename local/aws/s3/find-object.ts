/** The version that a read asks for, or the refusal that S3 has for each way of it not being there. */
import { S3Error } from "./errors.ts";
import { type S3Request, versionParameter } from "./request.ts";
import type { Version } from "./store/records.ts";
import type { S3Store } from "./store/store.ts";

/** Throws `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` for a delete marker that is named. */
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
export function findObject(request: S3Request, store: S3Store): Version {
  return findVersion(store, request.bucket, request.key, versionParameter(request));
}

export function findVersion(store: S3Store, bucketName: string, key: string, versionId: string | undefined): Version {
  const { versioning } = store.buckets.get(bucketName);
  const version = store.objects.find(bucketName, key, versionId);
  if (!version && versionId !== undefined)
    throw new S3Error("NoSuchVersion", undefined, { Key: key, VersionId: versionId });
  if (!version) throw new S3Error("NoSuchKey", undefined, { Key: key });
  if (!version.isMarker) return version;
  const headers = { "x-amz-delete-marker": "true", ...(versioning && { "x-amz-version-id": version.versionId }) };
  if (versionId === undefined) throw new S3Error("NoSuchKey", undefined, { Key: key, headers });
  throw new S3Error("MethodNotAllowed", undefined, {
    Method: "GET",
    ResourceType: "DeleteMarker",
    headers: { ...headers, allow: "DELETE" },
  });
}
