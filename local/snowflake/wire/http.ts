/** Reading requests and writing answers as the drivers expect them: JSON, gzip both ways. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { SnowflakeError } from "../errors.ts";

const inflate = promisify(gunzip);
const deflate = promisify(gzip);

const largestBodyBytes = 256 * 1024 * 1024;
/** Loopback is faster than gzip below this. */
const worthCompressingBytes = 256 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > largestBodyBytes) throw new Error(`Request body of more than ${largestBodyBytes} bytes.`);
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  return request.headers["content-encoding"] === "gzip" ? inflate(body, { maxOutputLength: largestBodyBytes }) : body;
}

/** The body as JSON; an empty body is an empty object. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const body = await readBody(request);
  return body.length === 0 ? {} : (JSON.parse(body.toString("utf8")) as Record<string, unknown>);
}

export async function sendText(request: IncomingMessage, response: ServerResponse, json: string): Promise<void> {
  const acceptsGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  const compress = acceptsGzip && json.length > worthCompressingBytes;
  const body = compress ? await deflate(json, { level: 1 }) : Buffer.from(json, "utf8");
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.length,
    ...(compress && { "content-encoding": "gzip" }),
  });
  response.end(body);
}

export const success = (data: unknown, code: string | null = null): string =>
  JSON.stringify({ data, code, message: null, success: true });

/** `data` already is JSON text: large results are not parsed and printed again. */
export const successWithText = (data: string, code: string | null = null): string =>
  `{"data":${data},"code":${JSON.stringify(code)},"message":null,"success":true}`;

export function failure(error: SnowflakeError, queryId?: string): string {
  const { code, sqlState, message, position } = error;
  const data = {
    internalError: false,
    errorCode: code,
    sqlState,
    queryId: queryId ?? null,
    line: position?.line ?? -1,
    pos: position?.column ?? -1,
    type: position === undefined ? "ERROR" : "COMPILATION",
    age: 0,
  };
  return JSON.stringify({ data, code, message, success: false, headers: null });
}
