/** UploadPartCopy: a part from the bytes of an object that is there already. */
import { xmlDocument } from "../../xml.ts";
import { receiveBody } from "../body/receive.ts";
import { checksumElement } from "../checksums/algorithms.ts";
import { findCopySource } from "../copy-source.ts";
import { S3Error } from "../errors.ts";
import { findUpload, partNumberOf } from "../part-number.ts";
import { readContent } from "../read-content.ts";
import { header, type S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const uploadPartCopy: S3Action = async (request, store) => {
  const upload = findUpload(request, store);
  const number = partNumberOf(request);
  const source = findCopySource(request, store);
  const range = copyRange(header(request, "x-amz-copy-source-range"), source.bytes);
  const { checksumAlgorithm: algorithm } = upload;
  const { blob, md5, checksum } = await receiveBody(store, readContent(store, { blobs: source.blobs, ...range }), {
    isChunked: false,
    checksumInTrailer: false,
    bytes: range.bytes,
    ...(algorithm && { algorithm }),
  });
  const modifiedMs = Date.now();
  try {
    store.uploads.putPart(upload, number, { blob, etag: md5, modifiedMs, ...(checksum && { checksum }) });
  } catch (error) {
    store.blobs.discardIncoming(blob.id);
    throw error;
  }
  const own = checksum && { [checksumElement(checksum.algorithm)]: checksum.value };
  return {
    headers: source.versionId === "null" ? {} : { "x-amz-copy-source-version-id": source.versionId },
    body: xmlDocument(
      "CopyPartResult",
      { ETag: `"${md5}"`, LastModified: new Date(modifiedMs).toISOString(), ...own },
      S3_NAMESPACE,
    ),
  };
};

/** Unlike a read's, this range must be closed and lie within the source. */
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
function copyRange(text: string | undefined, size: number) {
  if (text === undefined) return { start: 0, bytes: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
  const [start, end] = [Number(first), Number(last)];
  if (first === undefined || start > end) {
    throw new S3Error(
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      { ArgumentName: "x-amz-copy-source-range", ArgumentValue: text },
    );
  }
  if (end >= size)
    throw new S3Error("InvalidArgument", `Range specified is not valid for source object of size: ${size}`, {
      ArgumentName: "x-amz-copy-source-range",
      ArgumentValue: text,
    });
  return { start, bytes: end - start + 1 };
}
