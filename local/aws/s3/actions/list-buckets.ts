/** ListBuckets. */
import { xmlDocument } from "../../xml.ts";
import { OWNER_ID } from "../events.ts";
import { integerParameter, type S3Action } from "../request.ts";
import { S3_NAMESPACE } from "../tags.ts";

export const listBuckets: S3Action = (request, { buckets }) => {
  const limit = integerParameter(request, "max-buckets", { fallback: 10_000, min: 1, max: 10_000 });
  const prefix = request.query.get("prefix") ?? "";
  const region = request.query.get("bucket-region");
  const after = request.query.get("continuation-token") ?? "";
  const found = buckets
    .list()
    .filter(({ name, region: home }) => name.startsWith(prefix) && name > after && (!region || home === region));
  const shown = found.slice(0, limit);
  return {
    body: xmlDocument(
      "ListAllMyBucketsResult",
      {
        Owner: { ID: OWNER_ID },
        Buckets: {
          Bucket: shown.map(({ name, createdMs, region: BucketRegion }) => ({
            Name: name,
            CreationDate: new Date(createdMs).toISOString(),
            BucketRegion,
          })),
        },
        ContinuationToken: found.length > shown.length ? shown.at(-1)!.name : undefined,
        Prefix: prefix || undefined,
      },
      S3_NAMESPACE,
    ),
  };
};
