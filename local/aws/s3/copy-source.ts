/** The object that `x-amz-copy-source` names, when its conditions hold. */
import { isNotModified } from "./conditions.ts";
import { S3Error } from "./errors.ts";
import { findVersion } from "./find-object.ts";
import { header, type S3Request } from "./request.ts";
import type { Version } from "./store/records.ts";
import type { S3Store } from "./store/store.ts";

/** `/bucket/key?versionId=…`, percent-encoded. Throws as a read of it would, and `PreconditionFailed` for its conditions. */
export function findCopySource(request: S3Request, store: S3Store): Version {
  const text = header(request, "x-amz-copy-source") ?? "";
  const [path = "", query = ""] = text.split("?", 2);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replace(/^\//, "");
  } catch {
    throw new S3Error("InvalidArgument", "Invalid copy source encoding.", {
      ArgumentName: "x-amz-copy-source",
      ArgumentValue: text,
    });
  }
  const slash = decoded.indexOf("/");
  if (slash < 1 || slash === decoded.length - 1) {
    throw new S3Error("InvalidArgument", "Invalid copy source object key", {
      ArgumentName: "x-amz-copy-source",
      ArgumentValue: text,
    });
  }
  const versionId = new URLSearchParams(query).get("versionId") ?? undefined;
  const source = findVersion(store, decoded.slice(0, slash), decoded.slice(slash + 1), versionId);
  if (isNotModified(request, source, "x-amz-copy-source-")) throw new S3Error("PreconditionFailed");
  return source;
}
