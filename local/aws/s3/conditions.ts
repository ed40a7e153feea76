/** The conditional headers of reads, in the order in which RFC 9110 and S3 decide. */
import { S3Error } from "./errors.ts";
import { header, type S3Request } from "./request.ts";
import type { WriteCondition } from "./store/objects.ts";
import type { ObjectRecord } from "./store/records.ts";

const matches = (etag: string, list: string) =>
  list.split(",").some((item) => {
    const asked = item.trim().replace(/^W\//, "").replaceAll('"', "");
    return asked === "*" || asked === etag;
  });

const seconds = (date: string) => {
  const at = Date.parse(date);
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
};

/** Gives true for 304; throws `PreconditionFailed` for 412. `prefix` is `x-amz-copy-source-` for the source of a copy. */
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax, RFC 9110 13.2.2
export function isNotModified(request: S3Request, { etag, modifiedMs }: ObjectRecord, prefix = ""): boolean {
  const ask = (name: string) => header(request, `${prefix}${name}`);
  const modified = Math.floor(modifiedMs / 1000);
  const failed = (condition: string) =>
    new S3Error("PreconditionFailed", undefined, { Condition: `${prefix}${condition}` });

  const ifMatch = ask("if-match");
  const unmodifiedSince = seconds(ask("if-unmodified-since") ?? "");
  if (ifMatch !== undefined) {
    if (!matches(etag, ifMatch)) throw failed("If-Match");
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) throw failed("If-Unmodified-Since");

  const ifNoneMatch = ask("if-none-match");
  if (ifNoneMatch !== undefined) return matches(etag, ifNoneMatch);
  const modifiedSince = seconds(ask("if-modified-since") ?? "");
  return modifiedSince !== undefined && modified <= modifiedSince;
}

/** The conditions of a write. S3 takes `If-None-Match` only as `*`, and not both at once. */
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
export function writeCondition(request: S3Request): WriteCondition {
  const ifMatch = header(request, "if-match");
  const ifNoneMatch = header(request, "if-none-match");
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw new S3Error("NotImplemented", undefined, {
      Header: "If-None-Match",
      additionalMessage: "Only * is supported on writes",
    });
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new S3Error("NotImplemented", undefined, {
      Header: "If-Match,If-None-Match",
      additionalMessage: "Multiple conditional request headers present in the request",
    });
  }
  return { ifMatch, ifNoneMatch };
}
