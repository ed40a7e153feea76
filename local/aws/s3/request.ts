/** A request as S3 reads it: bucket and key from path or host, both styles. */
import { type AwsRequest, chunksOf } from "../service.ts";
import { parseXml, type XmlElement, XmlError } from "../xml.ts";
import { readExpectations } from "./body/expectations.ts";
import { verifyBody } from "./body/verify.ts";
import { S3Error } from "./errors.ts";
import type { RequestFacts } from "./events.ts";
import type { Blob } from "./store/blobs.ts";
import type { S3Store } from "./store/store.ts";

export interface S3Request extends AwsRequest {
  /** Empty for the service itself. */
  bucket: string;
  /** Empty for a bucket. */
  key: string;
  chunks: AsyncIterable<Buffer>;
  facts: RequestFacts;
}

/** `[start, start + bytes)` of the concatenated blobs. */
export interface Content {
  blobs: readonly Blob[];
  start: number;
  bytes: number;
}

export interface S3Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  content?: Content;
}

export type S3Action = (request: S3Request, store: S3Store) => Promise<S3Reply> | S3Reply;

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html; `localhost` stands for the S3 host here
const VIRTUAL_HOST =
  /^(?!s3\.localhost$)(.+?)\.(?:s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com|(?:s3\.)?localhost)$/;
const MAX_KEY_BYTES = 1024;
const MAX_XML_BYTES = 8 * 1024 * 1024;

export function readS3Request(request: AwsRequest): S3Request {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  const hostBucket = VIRTUAL_HOST.exec(host)?.[1];
  const path = request.path.slice(1);
  const slash = path.indexOf("/");
  const [rawBucket, rawKey] =
    hostBucket !== undefined
      ? [hostBucket, path]
      : slash < 0
        ? [path, ""]
        : [path.slice(0, slash), path.slice(slash + 1)];
  const key = decode(rawKey);
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error("KeyTooLongError", undefined, { MaxSizeAllowed: MAX_KEY_BYTES, Size: Buffer.byteLength(key) });
  }
  const { id: requestId, sourceAddress } = request;
  return {
    ...request,
    bucket: decode(rawBucket),
    key,
    chunks: chunksOf(request.incoming),
    facts: { requestId, sourceAddress },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI");
  }
}

export function header(request: S3Request, name: string): string | undefined {
  const value = request.headers[name];
  // Node reads header bytes as Latin-1; senders write UTF-8.
  return value === undefined ? undefined : Buffer.from(String(value), "latin1").toString("utf8");
}

/** The XML body, with its digests checked. Throws `MalformedXML` also when the root has another name. */
export async function readXml(request: S3Request, root: string): Promise<{ element: XmlElement; text: string }> {
  const collected: Buffer[] = [];
  await verifyBody(request.chunks, readExpectations(request.headers), MAX_XML_BYTES, (chunk) => {
    collected.push(chunk);
  });
  const text = Buffer.concat(collected).toString("utf8");
  try {
    const element = parseXml(text);
    if (element.name === root) return { element, text };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
  }
  throw new S3Error("MalformedXML");
}

/** A whole number within bounds from the query. Throws `InvalidArgument`. */
export function integerParameter(
  request: S3Request,
  name: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const text = request.query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (!/^-?\d{1,10}$/.test(text) || value < min || value > max) {
    throw new S3Error("InvalidArgument", `Argument ${name} must be an integer between ${min} and ${max}`, {
      ArgumentName: name,
      ArgumentValue: text,
    });
  }
  return value;
}

/** The version asked for: `undefined` means the current one. */
export function versionParameter(request: S3Request): string | undefined {
  const versionId = request.query.get("versionId");
  if (versionId === "")
    throw new S3Error("InvalidArgument", "Version id cannot be the empty string", { ArgumentName: "versionId" });
  return versionId ?? undefined;
}
