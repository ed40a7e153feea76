/** ListObjects, the first version. */
import { xmlDocument } from "../../xml.ts";
import { nameEncoder, objectEntry } from "../listing-xml.ts";
import { integerParameter, type S3Action } from "../request.ts";
import type { Position } from "../store/listing.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const listObjects: S3Action = (request, store) => {
  const { bucket, query } = request;
  store.buckets.get(bucket);
  const { encode, EncodingType } = nameEncoder(request);
  const maxKeys = integerParameter(request, "max-keys", { fallback: 1000, min: 0, max: 2 ** 31 - 1 });
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") || undefined;
  const marker = query.get("marker") ?? "";
  const page = store.list({
    bucket,
    prefix,
    delimiter,
    from: markerPosition(marker, prefix, delimiter),
    limit: Math.min(maxKeys, 1000),
  });
  return {
    body: xmlDocument(
      "ListBucketResult",
      {
        Name: bucket,
        Prefix: encode(prefix),
        Marker: encode(marker),
        NextMarker: delimiter && page.next && encode(nextMarker(page.next)), // S3 gives it with a delimiter only
        MaxKeys: maxKeys,
        Delimiter: delimiter && encode(delimiter),
        IsTruncated: page.next !== undefined,
        EncodingType,
        Contents: page.entries.map((version) => objectEntry(version, encode, true)),
        CommonPrefixes: page.commonPrefixes.map((folded) => ({ Prefix: encode(folded) })),
      },
      S3_NAMESPACE,
    ),
  };
};

export const nextMarker = (next: Position) =>
  "afterKey" in next ? next.afterKey : "afterPrefix" in next ? next.afterPrefix : next.key;

/** A marker that is itself a folded prefix stands behind all that the prefix holds. */
export function markerPosition(marker: string, prefix: string, delimiter: string | undefined): Position | undefined {
  if (marker === "") return undefined;
  const isFolded =
    delimiter &&
    marker.startsWith(prefix) &&
    marker.indexOf(delimiter, prefix.length) === marker.length - delimiter.length &&
    marker.length > prefix.length;
  return isFolded ? { afterPrefix: marker } : { afterKey: marker };
}
