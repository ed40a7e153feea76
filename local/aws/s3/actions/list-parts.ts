/** ListParts. */
import { xmlDocument } from "../../xml.ts";
import { checksumElement } from "../checksums/algorithms.ts";
import { OWNER } from "../listing-xml.ts";
import { findUpload } from "../part-number.ts";
import { integerParameter, type S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const listParts: S3Action = (request, store) => {
  const upload = findUpload(request, store);
  const maxParts = Math.min(integerParameter(request, "max-parts", { fallback: 1000, min: 0, max: 2 ** 31 - 1 }), 1000);
  const after = integerParameter(request, "part-number-marker", { fallback: 0, min: 0, max: 2 ** 31 - 1 });
  const found = store.uploads.parts(upload, after, maxParts + 1);
  const shown = found.slice(0, maxParts);
  return {
    body: xmlDocument(
      "ListPartsResult",
      {
        Bucket: upload.bucket,
        Key: upload.key,
        UploadId: upload.id,
        PartNumberMarker: after,
        NextPartNumberMarker: shown.at(-1)?.number,
        MaxParts: maxParts,
        IsTruncated: found.length > shown.length,
        Initiator: OWNER,
        Owner: OWNER,
        StorageClass: upload.storageClass,
        ChecksumAlgorithm: upload.checksumAlgorithm,
        ChecksumType: upload.checksumType,
        Part: shown.map(({ number, etag, blob, modifiedMs, checksum }) => ({
          PartNumber: number,
          LastModified: new Date(modifiedMs).toISOString(),
          ETag: `"${etag}"`,
          Size: blob.bytes,
          ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value }),
        })),
      },
      S3_NAMESPACE,
    ),
  };
};
