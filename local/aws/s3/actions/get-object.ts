/** GetObject and HeadObject: the same answer, with and without the bytes. */
import { toHeaderValue } from "../attributes.ts";
import { isNotModified } from "../conditions.ts";
import { S3Error } from "../errors.ts";
import { findObject } from "../find-object.ts";
import { checksumHeaders, objectHeaders, versionHeaders } from "../object-headers.ts";
import { type ByteRange, parseRange, partRange } from "../range.ts";
import { header, integerParameter, type S3Action, type S3Request } from "../request.ts";
import type { Version } from "../store/records.ts";

const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];
const MAX_PARTS = 10_000;

export const getObject: S3Action = (request, store) => {
  const version = findObject(request, store);
  const bucket = store.buckets.get(request.bucket);
  if (isNotModified(request, version)) {
    return {
      status: 304,
      headers: {
        etag: `"${version.etag}"`,
        "last-modified": new Date(version.modifiedMs).toUTCString(),
        ...versionHeaders(version, bucket),
      },
    };
  }
  const range = requestedRange(request, version);
  const { start, bytes } = range ?? { start: 0, bytes: version.bytes };
  const headers: Record<string, string> = { ...objectHeaders(version, bucket), "content-length": String(bytes) };
  for (const name of OVERRIDES) {
    const value = request.query.get(`response-${name}`);
    if (value !== null) headers[name] = toHeaderValue(value);
  }
  if (range && bytes > 0) headers["content-range"] = `bytes ${start}-${start + bytes - 1}/${version.bytes}`;
  if (request.query.has("partNumber") && version.parts) headers["x-amz-mp-parts-count"] = String(version.parts.length);
  if (header(request, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED" && bytes === version.bytes) {
    Object.assign(headers, checksumHeaders(version.checksum)); // of a range, the checksum is not known
  }
  return { status: range && bytes > 0 ? 206 : 200, headers, content: { blobs: version.blobs, start, bytes } };
};

function requestedRange(request: S3Request, version: Version): ByteRange | undefined {
  const range = header(request, "range");
  if (!request.query.has("partNumber")) return parseRange(range, version.bytes);
  if (range !== undefined)
    throw new S3Error("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  return partRange(version, integerParameter(request, "partNumber", { fallback: 1, min: 1, max: MAX_PARTS }));
}
