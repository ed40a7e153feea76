/** DeleteBucket. */
import type { S3Action } from "../request.ts";

export const deleteBucket: S3Action = ({ bucket }, { buckets }) => {
  buckets.get(bucket);
  buckets.delete(bucket);
  return { status: 204 };
};
