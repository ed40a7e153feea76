/** GetObjectAttributes. */
import { xmlDocument } from "../../xml.ts";
import { checksumElement } from "../checksums/algorithms.ts";
import { S3Error } from "../errors.ts";
import { findObject } from "../find-object.ts";
import { versionHeaders } from "../object-headers.ts";
import { header, type S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const getObjectAttributes: S3Action = (request, store) => {
  const version = findObject(request, store);
  const asked = new Set((header(request, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim()));
  if (asked.has("")) throw new S3Error("InvalidArgument", "x-amz-object-attributes is missing");
  const { checksum, parts } = version;
  return {
    headers: {
      "last-modified": new Date(version.modifiedMs).toUTCString(),
      ...versionHeaders(version, store.buckets.get(request.bucket)),
    },
    body: xmlDocument(
      "GetObjectAttributesResponse",
      {
        ETag: asked.has("ETag") ? version.etag : undefined,
        Checksum:
          asked.has("Checksum") && checksum
            ? {
                [checksumElement(checksum.algorithm)]: checksum.value.replace(/-\d+$/, ""),
                ChecksumType: checksum.type,
              }
            : undefined,
        ObjectParts:
          asked.has("ObjectParts") && parts
            ? {
                TotalPartsCount: parts.length,
                IsTruncated: false,
                Part: parts.map((part, index) => ({
                  PartNumber: index + 1,
                  Size: part.bytes,
                  ...(checksum && part.checksum && { [checksumElement(checksum.algorithm)]: part.checksum }),
                })),
              }
            : undefined,
        StorageClass: asked.has("StorageClass") ? version.storageClass : undefined,
        ObjectSize: asked.has("ObjectSize") ? version.bytes : undefined,
      },
      S3_NAMESPACE,
    ),
  };
};
