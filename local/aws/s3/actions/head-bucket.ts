/** HeadBucket. */
import type { S3Action } from "../request.ts";

export const headBucket: S3Action = ({ bucket }, { buckets }) => ({
  headers: { "x-amz-bucket-region": buckets.get(bucket).region, "x-amz-access-point-alias": "false" },
});
