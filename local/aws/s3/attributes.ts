/** What a sender says about an object in headers, taken in and given back. */

import { S3Error } from "./errors.ts";
import { header, type S3Request } from "./request.ts";
import type { ObjectAttributes } from "./store/records.ts";
import { parseTagging, validateTags } from "./tags.ts";

const SYSTEM_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
  "x-amz-website-redirect-location",
];
const MAX_METADATA_BYTES = 2048;
const STORAGE_CLASSES = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
]);

/** What is asked for here but would not be done is refused by name, not passed over. */
const REFUSED = [
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold",
  "x-amz-write-offset-bytes",
];

/** Throws `MetadataTooLarge`, `InvalidTag`, `InvalidArgument`, `NotImplemented`. */
export function readAttributes(request: S3Request): ObjectAttributes {
  for (const name of REFUSED) {
    if (request.headers[name] !== undefined)
      throw new S3Error("NotImplemented", `${name} is not implemented by the local S3`, { Header: name });
  }
  const headers: Record<string, string> = {};
  for (const name of SYSTEM_HEADERS) {
    const value = header(request, name);
    if (value !== undefined) headers[name] = value;
  }
  // `aws-chunked` is how the body travelled, not what it is.
  const encodings = headers["content-encoding"]
    ?.split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "aws-chunked" && name !== "");
  if (encodings?.length) headers["content-encoding"] = encodings.join(",");
  else delete headers["content-encoding"];
  headers["content-type"] ??= "binary/octet-stream";

  const metadata: Record<string, string> = {};
  let metadataBytes = 0;
  for (const name of Object.keys(request.headers)) {
    if (!name.startsWith("x-amz-meta-")) continue;
    const value = header(request, name)!;
    metadata[name.slice("x-amz-meta-".length)] = value;
    metadataBytes += Buffer.byteLength(name) - "x-amz-meta-".length + Buffer.byteLength(value);
  }
  if (metadataBytes > MAX_METADATA_BYTES)
    throw new S3Error("MetadataTooLarge", undefined, { Size: metadataBytes, MaxSizeAllowed: MAX_METADATA_BYTES });

  const storageClass = header(request, "x-amz-storage-class") ?? "STANDARD";
  if (!STORAGE_CLASSES.has(storageClass))
    throw new S3Error("InvalidArgument", "The storage class you specified is not valid", {
      ArgumentValue: storageClass,
    });
  return { headers, metadata, tags: validateTags(parseTagging(header(request, "x-amz-tagging") ?? "")), storageClass };
}

/** A header value as the wire wants it: UTF-8 bytes, one character each. */
export const toHeaderValue = (value: string) => Buffer.from(value, "utf8").toString("latin1");

export function attributeHeaders({ headers, metadata, tags, storageClass }: ObjectAttributes): Record<string, string> {
  const reply: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) reply[name] = toHeaderValue(value);
  for (const [name, value] of Object.entries(metadata)) reply[`x-amz-meta-${name}`] = toHeaderValue(value);
  if (storageClass !== "STANDARD") reply["x-amz-storage-class"] = storageClass;
  const tagCount = Object.keys(tags).length;
  if (tagCount > 0) reply["x-amz-tagging-count"] = String(tagCount);
  return reply;
}
