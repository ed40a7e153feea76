/** AbortMultipartUpload. */
import { findUpload } from "../part-number.ts";
import type { S3Action } from "../request.ts";

export const abortMultipartUpload: S3Action = (request, store) => {
  store.uploads.abort(findUpload(request, store));
  return { status: 204 };
};
