/** ListObjectsV2. */
import { xmlDocument } from "../../xml.ts";
import { S3Error } from "../errors.ts";
import { fromToken, nameEncoder, objectEntry, toToken } from "../listing-xml.ts";
import { integerParameter, type S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const listObjectsV2: S3Action = (request, store) => {
  const { bucket, query } = request;
  store.buckets.get(bucket);
  const { encode, EncodingType } = nameEncoder(request);
  const maxKeys = integerParameter(request, "max-keys", { fallback: 1000, min: 0, max: 2 ** 31 - 1 });
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") || undefined;
  const startAfter = query.get("start-after") || undefined;
  const token = query.get("continuation-token") ?? undefined;
  if (token === "")
    throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", {
      ArgumentName: "continuation-token",
    });
  const from = token !== undefined ? fromToken(token) : startAfter !== undefined ? { afterKey: startAfter } : undefined;
  const page = store.list({ bucket, prefix, delimiter, from, limit: Math.min(maxKeys, 1000) });
  const withOwner = query.get("fetch-owner") === "true";
  return {
    body: xmlDocument(
      "ListBucketResult",
      {
        Name: bucket,
        Prefix: encode(prefix),
        StartAfter: startAfter && encode(startAfter),
        Delimiter: delimiter && encode(delimiter),
        MaxKeys: maxKeys,
        KeyCount: page.entries.length + page.commonPrefixes.length,
        EncodingType,
        ContinuationToken: token,
        IsTruncated: page.next !== undefined,
        NextContinuationToken: page.next && toToken(page.next),
        Contents: page.entries.map((version) => objectEntry(version, encode, withOwner)),
        CommonPrefixes: page.commonPrefixes.map((folded) => ({ Prefix: encode(folded) })),
      },
      S3_NAMESPACE,
    ),
  };
};
