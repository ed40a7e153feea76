/** Files of internal stages over HTTP, as drivers ask Google Cloud Storage for objects (https://cloud.google.com/storage/docs/xml-api/reference-methods). */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Twin } from "../engine/twin.ts";
import { grantedFolder, stageBucket } from "../stages/stage-grants.ts";

export const stageFilePath = `/${stageBucket}/`;
/** Of the contents, in base64: a driver that finds its file's digest there does not send the file again. */
const digestHeader = "x-goog-meta-sfc-digest";

/** PUT, HEAD and GET (with a byte range) of one file: 401 for an unknown token, 400 for a path out of the folder, 404 for no file. */
export async function transferStageFile(
  twin: Twin,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  const folder = grantedFolder(twin.sessions.values(), token);
  const refuse = (status: number) => {
    request.resume();
    response.writeHead(status).end();
  };
  if (folder === undefined) return refuse(401);
  const key = decoded(url.pathname.slice(stageFilePath.length));
  const file = path.resolve(folder, key ?? ".");
  if (!file.startsWith(`${path.resolve(folder)}${path.sep}`)) return refuse(400);
  if (request.method === "PUT") return receive(request, response, file);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) return refuse(404);
  if (request.method === "HEAD") {
    const digest = createHash("sha256");
    await pipeline(createReadStream(file), digest);
    response.writeHead(200, { "content-length": found.size, [digestHeader]: digest.digest("base64") }).end();
  } else if (request.method === "GET") {
    await send(request, response, file, found.size);
  } else refuse(405);
}

/** Undefined for what is no percent-encoded text. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Readers see the old file or the new one, never a part. */
async function receive(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const unfinished = `${file}.${randomUUID()}.part`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await pipeline(request, createWriteStream(unfinished));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  response.writeHead(200, { "content-length": 0 }).end();
}

async function send(request: IncomingMessage, response: ServerResponse, file: string, bytes: number): Promise<void> {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const start = Number(first ?? 0);
  const end = Math.min(last ? Number(last) : bytes - 1, bytes - 1);
  if (first !== undefined && start > end) {
    response.writeHead(416, { "content-range": `bytes */${bytes}` }).end();
    return;
  }
  response.writeHead(first === undefined ? 200 : 206, {
    "content-type": "application/octet-stream",
    "content-length": end - start + 1,
    ...(first !== undefined && { "content-range": `bytes ${start}-${end}/${bytes}` }),
  });
  await pipeline(bytes === 0 ? [] : createReadStream(file, { start, end }), response);
}
