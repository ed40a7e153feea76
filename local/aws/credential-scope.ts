/** For which service and region a request was signed: the way in which one port serves them all. */
import type { IncomingHttpHeaders } from "node:http";

export interface CredentialScope {
  service: string;
  region?: string;
  /** `query` for a presigned URL, `none` for a request without a signature. */
  signed: "header" | "query" | "none";
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
const HEADER = /^AWS4-(?:HMAC-SHA256|ECDSA-P256-SHA256)\s+.*?Credential=([^,\s]+)/;
const TARGETS: readonly (readonly [prefix: string, service: string])[] = [
  ["DynamoDB_", "dynamodb"],
  ["AWSGlue.", "glue"],
  ["secretsmanager.", "secretsmanager"],
];

/** Unsigned requests are placed by their target header; all others are S3's, which refuses them. */
export function credentialScope(headers: IncomingHttpHeaders, query: URLSearchParams): CredentialScope {
  const signed = HEADER.exec(headers.authorization ?? "")?.[1];
  if (signed) return { ...fromCredential(signed), signed: "header" };
  const presigned = query.get("X-Amz-Credential");
  if (presigned) return { ...fromCredential(presigned), signed: "query" };
  const target = String(headers["x-amz-target"] ?? "");
  const service = TARGETS.find(([prefix]) => target.startsWith(prefix))?.[1] ?? "s3";
  return { service, signed: "none" };
}

/** `<access key>/<date>/<region>/<service>/aws4_request`; an access key may hold slashes, and SigV4A has no region. */
function fromCredential(credential: string): { service: string; region?: string } {
  const parts = credential.split("/");
  const service = parts.at(-2) ?? "";
  const region = parts.at(-3) ?? "";
  return { service, ...(!/^\d{8}$/.test(region) && region !== "" && { region }) };
}
