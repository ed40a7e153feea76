/** The part and the upload that a request names. */
import { S3Error } from "./errors.ts";
import { integerParameter, type S3Request } from "./request.ts";
import type { Upload } from "./store/records.ts";
import type { S3Store } from "./store/store.ts";

export const MAX_PART_NUMBER = 10_000;

/** Throws `NoSuchUpload`. */
export function findUpload({ bucket, key, query }: S3Request, { buckets, uploads }: S3Store): Upload {
  buckets.get(bucket);
  return uploads.get(bucket, key, query.get("uploadId") ?? "");
}

/** Throws `InvalidArgument`. */
export function partNumberOf(request: S3Request): number {
  const number = integerParameter(request, "partNumber", { fallback: 0, min: 1, max: MAX_PART_NUMBER });
  if (number === 0)
    throw new S3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", {
      ArgumentName: "partNumber",
    });
  return number;
}
