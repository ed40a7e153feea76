/** ListMultipartUploads. */
import { xmlDocument } from "../../xml.ts";
import { nameEncoder, OWNER } from "../listing-xml.ts";
import { integerParameter, type S3Action } from "../request.ts";
import type { Upload } from "../store/records.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const listMultipartUploads: S3Action = (request, store) => {
  const { bucket, query } = request;
  store.buckets.get(bucket);
  const { encode, EncodingType } = nameEncoder(request);
  const maxUploads = Math.min(
    integerParameter(request, "max-uploads", { fallback: 1000, min: 0, max: 2 ** 31 - 1 }),
    1000,
  );
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") || undefined;
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = query.get("upload-id-marker") ?? "";

  const uploads: Upload[] = [];
  const folded = new Set<string>();
  let last: { key: string; id: string } | undefined;
  let isTruncated = false;
  for (const upload of store.uploads.list(bucket, prefix)) {
    const order = Buffer.compare(Buffer.from(upload.key), Buffer.from(keyMarker));
    if (keyMarker !== "" && (order < 0 || (order === 0 && (idMarker === "" || upload.id <= idMarker)))) continue;
    const cut = delimiter ? upload.key.indexOf(delimiter, prefix.length) : -1;
    const common = cut < 0 ? undefined : upload.key.slice(0, cut + delimiter!.length);
    if (common !== undefined && (folded.has(common) || common === keyMarker)) continue;
    if (uploads.length + folded.size === maxUploads) {
      isTruncated = maxUploads > 0;
      break;
    }
    if (common !== undefined) folded.add(common);
    else uploads.push(upload);
    last = common !== undefined ? { key: common, id: "" } : upload;
  }
  return {
    body: xmlDocument(
      "ListMultipartUploadsResult",
      {
        Bucket: bucket,
        KeyMarker: encode(keyMarker),
        UploadIdMarker: idMarker,
        NextKeyMarker: isTruncated ? encode(last!.key) : undefined,
        NextUploadIdMarker: isTruncated ? last!.id : undefined,
        Prefix: encode(prefix),
        Delimiter: delimiter && encode(delimiter),
        MaxUploads: maxUploads,
        IsTruncated: isTruncated,
        EncodingType,
        Upload: uploads.map(({ key, id, startedMs, storageClass, checksumAlgorithm, checksumType }) => ({
          Key: encode(key),
          UploadId: id,
          Initiator: OWNER,
          Owner: OWNER,
          StorageClass: storageClass,
          Initiated: new Date(startedMs).toISOString(),
          ChecksumAlgorithm: checksumAlgorithm,
          ChecksumType: checksumType,
        })),
        CommonPrefixes: [...folded].map((common) => ({ Prefix: encode(common) })),
      },
      S3_NAMESPACE,
    ),
  };
};
