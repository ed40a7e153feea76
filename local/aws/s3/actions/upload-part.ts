/** UploadPart. */
import { readExpectations } from "../body/expectations.ts";
import { receiveBody } from "../body/receive.ts";
import { S3Error } from "../errors.ts";
import { checksumHeaders } from "../object-headers.ts";
import { findUpload, partNumberOf } from "../part-number.ts";
import type { S3Action } from "../request.ts";

export const uploadPart: S3Action = async (request, store) => {
  const upload = findUpload(request, store);
  const number = partNumberOf(request);
  const expected = readExpectations(request.headers);
  if (expected.bytes === undefined) throw new S3Error("MissingContentLength");
  const { checksumAlgorithm } = upload;
  if (checksumAlgorithm && expected.algorithm && expected.algorithm !== checksumAlgorithm) {
    throw new S3Error(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${checksumAlgorithm.toLowerCase()}, actual checksum Type: ${expected.algorithm.toLowerCase()}`,
    );
  }
  const { blob, md5, checksum } = await receiveBody(store, request.chunks, {
    ...(checksumAlgorithm && { algorithm: checksumAlgorithm }),
    ...expected,
  });
  try {
    store.uploads.putPart(upload, number, { blob, etag: md5, modifiedMs: Date.now(), ...(checksum && { checksum }) });
  } catch (error) {
    store.blobs.discardIncoming(blob.id);
    throw error;
  }
  const { "x-amz-checksum-type": _, ...headers } = checksumHeaders(checksum);
  return { headers: { etag: `"${md5}"`, ...headers } };
};
