/** ListObjectVersions: newest first within a key. */
import { buildXml, type XmlValue } from "../../xml.ts";
import { S3Error } from "../errors.ts";
import { nameEncoder, OWNER, objectEntry } from "../listing-xml.ts";
import { integerParameter, type S3Action, type S3Request } from "../request.ts";
import type { Position } from "../store/listing.ts";
import type { S3Store } from "../store/store.ts";
import { S3_NAMESPACE } from "../tags.ts";
import { markerPosition, nextMarker } from "./list-objects.ts";

export const listObjectVersions: S3Action = (request, store) => {
  const { bucket, query } = request;
  store.buckets.get(bucket);
  const { encode, EncodingType } = nameEncoder(request);
  const maxKeys = integerParameter(request, "max-keys", { fallback: 1000, min: 0, max: 2 ** 31 - 1 });
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") || undefined;
  const from = startPosition(request, store, prefix, delimiter);
  const page = store.list({ bucket, prefix, delimiter, from, limit: Math.min(maxKeys, 1000), versions: true });
  const last = page.entries.at(-1);
  const head: XmlValue = {
    Name: bucket,
    Prefix: encode(prefix),
    KeyMarker: encode(query.get("key-marker") ?? ""),
    VersionIdMarker: query.get("version-id-marker") ?? "",
    NextKeyMarker: page.next && encode(nextMarker(page.next)),
    NextVersionIdMarker: page.next && "key" in page.next ? last?.versionId : undefined,
    MaxKeys: maxKeys,
    Delimiter: delimiter && encode(delimiter),
    IsTruncated: page.next !== undefined,
    EncodingType,
  };
  // Versions and delete markers come in one order, so they are written one by one.
  const entries = page.entries.map((version) => {
    const { Key, LastModified, Owner, ...rest } = objectEntry(version, encode, true) as Record<string, XmlValue>;
    const shared = {
      Key,
      VersionId: version.versionId,
      IsLatest: version.isLatest,
      LastModified,
      Owner: Owner ?? OWNER,
    };
    return version.isMarker ? buildXml("DeleteMarker", shared) : buildXml("Version", { ...shared, ...rest });
  });
  const children = [
    ...Object.entries(head).map(([name, value]) => buildXml(name, value)),
    ...entries,
    ...page.commonPrefixes.map((folded) => buildXml("CommonPrefixes", { Prefix: encode(folded) })),
  ];
  return {
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="${S3_NAMESPACE}">${children.join("")}</ListVersionsResult>`,
  };
};

function startPosition(
  { bucket, query }: S3Request,
  store: S3Store,
  prefix: string,
  delimiter: string | undefined,
): Position | undefined {
  const key = query.get("key-marker") ?? "";
  const versionId = query.get("version-id-marker") ?? "";
  if (versionId === "") return markerPosition(key, prefix, delimiter);
  if (key === "")
    throw new S3Error("InvalidArgument", "A version-id marker cannot be specified without a key marker.", {
      ArgumentName: "version-id-marker",
    });
  const version = store.objects.find(bucket, key, versionId);
  return version ? { key, belowNumber: version.number } : { afterKey: key };
}
