/** Which action a request asks for: method, resource, and the sub-resource named in the query. */
import { abortMultipartUpload } from "./actions/abort-multipart-upload.ts";
import { deleteConfiguration, getConfiguration, putConfiguration } from "./actions/bucket-configurations.ts";
import { completeMultipartUpload } from "./actions/complete-multipart-upload.ts";
import { copyObject } from "./actions/copy-object.ts";
import { createBucket } from "./actions/create-bucket.ts";
import { createMultipartUpload } from "./actions/create-multipart-upload.ts";
import { deleteBucket } from "./actions/delete-bucket.ts";
import { deleteObject } from "./actions/delete-object.ts";
import { deleteObjects } from "./actions/delete-objects.ts";
import { getBucketLocation } from "./actions/get-bucket-location.ts";
import { getBucketVersioning } from "./actions/get-bucket-versioning.ts";
import { getObject } from "./actions/get-object.ts";
import { getObjectAttributes } from "./actions/get-object-attributes.ts";
import { headBucket } from "./actions/head-bucket.ts";
import { listBuckets } from "./actions/list-buckets.ts";
import { listMultipartUploads } from "./actions/list-multipart-uploads.ts";
import { listObjectVersions } from "./actions/list-object-versions.ts";
import { listObjects } from "./actions/list-objects.ts";
import { listObjectsV2 } from "./actions/list-objects-v2.ts";
import { listParts } from "./actions/list-parts.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./actions/object-tagging.ts";
import { putBucketVersioning } from "./actions/put-bucket-versioning.ts";
import { putObject } from "./actions/put-object.ts";
import { uploadPart } from "./actions/upload-part.ts";
import { uploadPartCopy } from "./actions/upload-part-copy.ts";
import { CONFIGURATIONS } from "./configurations.ts";
import { S3Error } from "./errors.ts";
import type { S3Action, S3Request } from "./request.ts";

type Level = "service" | "bucket" | "object";

/** Sub-resources of S3's API: a request that names one never falls through to the plain action of its method. */
const SUBRESOURCES = new Set([
  ...CONFIGURATIONS.keys(),
  "abac", "accelerate", "acl", "analytics", "attributes", "cors", "delete", "encryption", "intelligent-tiering", "inventory", "legal-hold",
  "lifecycle", "location", "logging", "metadataConfiguration", "metadataTable", "metrics", "notification", "object-lock", "ownershipControls",
  "partNumber", "policy", "policyStatus", "publicAccessBlock", "renameObject", "replication", "requestPayment", "restore", "retention",
  "select", "session", "tagging", "torrent", "uploadId", "uploads", "versioning", "versions", "website",
]); // biome-ignore format: a word list

const ACTIONS = new Map<string, S3Action>([
  ["GET service", listBuckets],
  ["PUT bucket", createBucket],
  ["HEAD bucket", headBucket],
  ["DELETE bucket", deleteBucket],
  [
    "GET bucket",
    (request, store) => (request.query.get("list-type") === "2" ? listObjectsV2 : listObjects)(request, store),
  ],
  ["GET bucket location", getBucketLocation],
  ["GET bucket versions", listObjectVersions],
  ["GET bucket uploads", listMultipartUploads],
  ["GET bucket versioning", getBucketVersioning],
  ["PUT bucket versioning", putBucketVersioning],
  ["POST bucket delete", deleteObjects],
  ["PUT object", (request, store) => ("x-amz-copy-source" in request.headers ? copyObject : putObject)(request, store)],
  ["GET object", getObject],
  ["GET object partNumber", getObject],
  ["HEAD object", getObject],
  ["HEAD object partNumber", getObject],
  ["DELETE object", deleteObject],
  ["GET object attributes", getObjectAttributes],
  ["GET object tagging", getObjectTagging],
  ["PUT object tagging", putObjectTagging],
  ["DELETE object tagging", deleteObjectTagging],
  ["POST object uploads", createMultipartUpload],
  [
    "PUT object partNumber uploadId",
    (request, store) => ("x-amz-copy-source" in request.headers ? uploadPartCopy : uploadPart)(request, store),
  ],
  ["POST object uploadId", completeMultipartUpload],
  ["DELETE object uploadId", abortMultipartUpload],
  ["GET object uploadId", listParts],
  ...[...CONFIGURATIONS.keys()].flatMap((kind): [string, S3Action][] => [
    [`GET bucket ${kind}`, getConfiguration],
    [`PUT bucket ${kind}`, putConfiguration],
    [`DELETE bucket ${kind}`, deleteConfiguration],
  ]),
]);

/** Throws `NotImplemented`, naming what was asked for, and `MethodNotAllowed`. */
export function findAction({ method, bucket, key, query }: S3Request): S3Action {
  const level: Level = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const subresources = [...new Set(query.keys())].filter((name) => SUBRESOURCES.has(name)).sort();
  const action = ACTIONS.get([method, level, ...subresources].join(" "));
  if (action) return action;
  if (subresources.length === 0)
    throw new S3Error("MethodNotAllowed", undefined, { Method: method, ResourceType: level.toUpperCase() });
  throw new S3Error(
    "NotImplemented",
    `${method} of a ${level}'s ${subresources.join(", ")} is not implemented by the local S3`,
  );
}
