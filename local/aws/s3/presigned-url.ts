/** Presigned URLs: their signature is not checked (any credentials are accepted), their time is. */
import { S3Error } from "./errors.ts";

const MAX_EXPIRES_SECONDS = 604_800;

/** Throws when the URL is expired, not valid yet, or says no time. Passes a query without a signature. */
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
export function checkPresignedUrl(query: URLSearchParams, nowMs: number): void {
  if (!query.has("X-Amz-Credential")) return;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "") ?? [];
  const expires = Number(query.get("X-Amz-Expires") ?? Number.NaN);
  if (!year || !Number.isInteger(expires) || expires < 0) throw new S3Error("AuthorizationQueryParametersError");
  if (expires > MAX_EXPIRES_SECONDS) {
    throw new S3Error(
      "AuthorizationQueryParametersError",
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  const signedMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (nowMs > signedMs + expires * 1000) {
    const at = new Date(signedMs + expires * 1000).toISOString();
    throw new S3Error("AccessDenied", "Request has expired", {
      "X-Amz-Expires": expires,
      Expires: at,
      ServerTime: new Date(nowMs).toISOString(),
    });
  }
}
