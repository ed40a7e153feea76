/** GetBucketVersioning: a bucket that never had versioning has no status. */
import { xmlDocument } from "../../xml.ts";
import type { S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const getBucketVersioning: S3Action = ({ bucket }, { buckets }) => ({
  body: xmlDocument("VersioningConfiguration", { Status: buckets.get(bucket).versioning }, S3_NAMESPACE),
});
