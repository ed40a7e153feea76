/** The few requests of S3 that external stages make, in memory, path style. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface TinyS3 {
  endpoint: string;
  put(key: string, body: Buffer | string, modifiedAt?: number): void;
  remove(key: string): void;
  keys(): string[];
  body(key: string): Buffer | undefined;
  /** Every request after the next `count` fails with 503. */
  failAfter(count: number | undefined): void;
  close(): Promise<void>;
}

interface Stored {
  body: Buffer;
  etag: string;
  modifiedAt: number;
}

/** Keys are `bucket/key`. */
export async function startTinyS3(): Promise<TinyS3> {
  const objects = new Map<string, Stored>();
  let left: number | undefined;
  const put = (key: string, body: Buffer | string, modifiedAt = Date.now()) => {
    const bytes = Buffer.from(body);
    objects.set(key, { body: bytes, etag: createHash("md5").update(bytes).digest("hex"), modifiedAt });
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const key = decodeURIComponent(url.pathname.slice(1));
    if (left !== undefined && left-- <= 0) {
      response.writeHead(503).end("<Error><Code>SlowDown</Code><Message>Slow down</Message></Error>");
      return;
    }
    if (request.method === "PUT") {
      put(key, await bodyOf(request));
      response.writeHead(200).end();
      return;
    }
    if (request.method === "DELETE") {
      objects.delete(key);
      response.writeHead(204).end();
      return;
    }
    if (url.searchParams.get("list-type") === "2") {
      response.writeHead(200, { "content-type": "application/xml" }).end(listing(key.replace(/\/$/, ""), url, objects));
      return;
    }
    const found = objects.get(key);
    if (found === undefined) {
      response
        .writeHead(404)
        .end(request.method === "HEAD" ? "" : "<Error><Code>NoSuchKey</Code><Message>No such key</Message></Error>");
      return;
    }
    response.writeHead(200, {
      "content-length": found.body.length,
      etag: `"${found.etag}"`,
      "last-modified": new Date(found.modifiedAt).toUTCString(),
    });
    response.end(request.method === "HEAD" ? "" : found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    put,
    remove: (key) => objects.delete(key),
    keys: () => [...objects.keys()].sort(),
    body: (key) => objects.get(key)?.body,
    failAfter(count) {
      left = count;
    },
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  return request.headers["content-encoding"]?.includes("aws-chunked") ? unchunked(raw) : raw;
}

/** `size[;signature]\r\n data \r\n` …, ended by a chunk of size 0. */
function unchunked(raw: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = raw.indexOf("\r\n", at);
    const size = Number.parseInt(raw.toString("latin1", at, end), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(raw.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

function listing(bucket: string, url: URL, objects: ReadonlyMap<string, Stored>): string {
  const start = `${bucket}/${url.searchParams.get("prefix") ?? ""}`;
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const contents = [...objects]
    .filter(([key]) => key.startsWith(start))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { body, etag, modifiedAt }]) =>
        `<Contents><Key>${escaped(key.slice(bucket.length + 1))}</Key><Size>${body.length}</Size><ETag>&quot;${etag}&quot;</ETag><LastModified>${new Date(modifiedAt).toISOString()}</LastModified></Contents>`,
    );
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
}
