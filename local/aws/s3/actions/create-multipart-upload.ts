/** CreateMultipartUpload. */
import { xmlDocument } from "../../xml.ts";
import { readAttributes } from "../attributes.ts";
import { checksumTypeOf, isChecksumAlgorithm } from "../checksums/algorithms.ts";
import { S3Error } from "../errors.ts";
import { header, type S3Action, type S3Request } from "../request.ts";
import type { UploadRecord } from "../store/records.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const createMultipartUpload: S3Action = (request, { buckets, uploads }) => {
  const { bucket, key } = request;
  buckets.get(bucket);
  const checksums = readChecksumChoice(request);
  const upload = uploads.create({ bucket, key, record: { ...readAttributes(request), ...checksums } });
  return {
    headers: {
      ...(checksums.checksumAlgorithm && { "x-amz-checksum-algorithm": checksums.checksumAlgorithm }),
      ...(checksums.checksumType && { "x-amz-checksum-type": checksums.checksumType }),
    },
    body: xmlDocument("InitiateMultipartUploadResult", { Bucket: bucket, Key: key, UploadId: upload.id }, S3_NAMESPACE),
  };
};

function readChecksumChoice(request: S3Request): Pick<UploadRecord, "checksumAlgorithm" | "checksumType"> {
  const asked = header(request, "x-amz-checksum-algorithm")?.toUpperCase();
  const askedType = header(request, "x-amz-checksum-type")?.toUpperCase();
  if (asked === undefined) {
    if (askedType !== undefined)
      throw new S3Error(
        "InvalidRequest",
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
      );
    return {};
  }
  if (!isChecksumAlgorithm(asked))
    throw new S3Error(
      "InvalidRequest",
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  const checksumType = checksumTypeOf(asked, askedType);
  if (!checksumType)
    throw new S3Error(
      "InvalidRequest",
      `The ${askedType} checksum type cannot be used with the ${asked.toLowerCase()} checksum algorithm.`,
    );
  return { checksumAlgorithm: asked, checksumType };
}
