/** S3 over HTTP: finds the action, runs it, sends its reply or its refusal. */
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { AwsRequest, Service } from "../service.ts";
import { xmlDocument } from "../xml.ts";
import { S3Error } from "./errors.ts";
import { checkPresignedUrl } from "./presigned-url.ts";
import { readContent } from "./read-content.ts";
import { readS3Request, type S3Reply } from "./request.ts";
import { findAction } from "./routes.ts";
import type { S3Store } from "./store/store.ts";

export interface S3ServiceOptions {
  store: S3Store;
  isSigned(request: AwsRequest): boolean;
  /** Told of what is our fault; the client gets `InternalError`. */
  onError(error: unknown): void;
}

const WHOLE_READ_BYTES = 256 * 1024;

export function createS3Service({ store, isSigned, onError }: S3ServiceOptions): Service {
  return {
    async handle(request, response) {
      try {
        if (!isSigned(request))
          throw new S3Error("AccessDenied", "Anonymous access is off: sign the request, with any credentials");
        checkPresignedUrl(request.query, Date.now());
        const s3Request = readS3Request(request);
        const reply = await findAction(s3Request)(s3Request, store);
        await send(request, response, reply, store);
      } catch (error) {
        const isOurs = !(error instanceof S3Error) && !request.incoming.destroyed && !response.destroyed;
        if (isOurs) onError(error);
        sendError(request, response, error);
      }
    },
  };
}

async function send({ method }: AwsRequest, response: ServerResponse, reply: S3Reply, store: S3Store): Promise<void> {
  const { status = 200, headers = {}, body, content } = reply;
  if (!content) {
    const bytes = Buffer.from(body ?? "", "utf8");
    if (bytes.length > 0) response.setHeader("content-type", headers["content-type"] ?? "application/xml");
    if (status !== 204 && status !== 304 && method !== "HEAD") response.setHeader("content-length", bytes.length);
    response.writeHead(status, headers).end(bytes);
    return;
  }
  const release = store.blobs.pin(content.blobs.map(({ id }) => id));
  try {
    if (method === "HEAD" || content.bytes === 0) response.writeHead(status, headers).end();
    else if (content.bytes <= WHOLE_READ_BYTES && content.blobs.length === 1) {
      const whole = readFileSync(store.blobs.path(content.blobs[0]!.id));
      response.writeHead(status, headers).end(whole.subarray(content.start, content.start + content.bytes));
    } else {
      response.writeHead(status, headers);
      await pipeline(readContent(store, content), response);
    }
  } finally {
    release();
  }
}

function sendError(request: AwsRequest, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy(); // the reader left, or bytes are missing: a cut connection is the only honest end
    return;
  }
  const refusal =
    error instanceof S3Error
      ? error
      : new S3Error("InternalError", `${error instanceof Error ? error.message : error}`);
  const { code, message, status, details, headers } = refusal;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method === "HEAD") {
    response.writeHead(status).end();
    return;
  }
  const body = xmlDocument("Error", {
    Code: code,
    Message: message,
    ...details,
    Resource: request.path,
    RequestId: request.id,
    HostId: request.id,
  });
  response
    .writeHead(status, { "content-type": "application/xml", "content-length": Buffer.byteLength(body) })
    .end(body);
}
