/** The console of the twin: the dashboards and what they ask, on loopback. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Asset } from "./bundle.ts";
import { bindsOf, QUERIES } from "./queries.ts";
import type { Answer } from "./warehouse.ts";

/** What the console shows; the place that starts it knows where it comes from. */
export interface ConsoleData {
  drops(): Promise<unknown>;
  /** Steps of one drop, by its id; `undefined` when there is none. */
  trace(id: string): Promise<unknown>;
  mail(): Promise<unknown>;
  /** What was refused, with its faults; newest first. */
  quarantine(): Promise<unknown>;
  /** Has an upload judged again; says why not where it cannot, `undefined` when there is no such drop. */
  replay(id: string): Promise<{ replayed: true } | { refused: string } | undefined>;
  /** Pipes, streams, tasks, dynamic tables and what is wrong with them. */
  state(): Promise<unknown>;
  /** What each of the last drops was thought to cost, and what it cost. */
  costs(): Promise<unknown>;
  query(sql: string, binds: readonly string[]): Promise<Answer>;
  /** Addresses to show. */
  addresses: Record<string, string>;
  close(): Promise<void>;
}

/** Nothing from outside, nothing inline: what a drop is called can never run. */
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

interface Reply {
  status: number;
  type: string;
  body: Buffer;
  gzipped?: Buffer;
  isLasting?: boolean;
}

/** `data` may come later: the pages are there at once, and what they ask for waits. `close` closes the data, too. */
export async function startConsole(
  port: number,
  data: ConsoleData | Promise<ConsoleData>,
  assets: Promise<ReadonlyMap<string, Asset>>,
): Promise<{ url: string; close(): Promise<void> }> {
  const coming = Promise.resolve(data);
  for (const each of [assets, coming]) each.catch(() => undefined); // told with each request
  const server = createServer((request, response) => {
    answer(request, coming, assets).then(
      (reply) => send(request, response, reply),
      (error: Error) => send(request, response, json(500, { error: error.message })),
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await coming.then(
        (open) => open.close(),
        () => undefined, // it never came: there is nothing to close
      );
    },
  };
}

async function answer(
  request: IncomingMessage,
  coming: Promise<ConsoleData>,
  assets: Promise<ReadonlyMap<string, Asset>>,
): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://console");
  // A page of another site may send requests here, but not with a host of ours: this keeps DNS rebinding out.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ""))
    return json(403, { error: "Only from this machine." });
  const [, kind, name = "", verb] = /^\/api\/([a-z]+)(?:\/([0-9a-z-]+))?(?:\/(replay))?$/.exec(pathname) ?? [];
  if (verb !== undefined) return kind === "drops" ? replay(request, name, await coming) : missing(pathname);
  if (request.method !== "GET") return json(405, { error: "Only a replay changes something." });
  const asset = kind === undefined ? (await assets).get(pathname) : undefined;
  if (asset) return { status: 200, ...asset };
  const data = await coming;
  if (kind === "query") return query(name, searchParams, data);
  if (kind === "drops" && name !== "") return found(pathname, /^[0-9a-f]{16}$/.test(name) && (await data.trace(name)));
  if (name !== "") return missing(pathname);
  if (kind === "addresses") return json(200, data.addresses);
  if (kind === "drops") return json(200, await data.drops());
  if (kind === "mail") return json(200, await data.mail());
  if (kind === "quarantine") return json(200, await data.quarantine());
  if (kind === "costs") return json(200, await data.costs());
  if (kind === "state") return json(200, await data.state());
  return missing(pathname);
}

/** Only this page may ask for it: browsers name the asking page's origin with every POST. */
async function replay(request: IncomingMessage, id: string, data: ConsoleData): Promise<Reply> {
  if (request.method !== "POST") return json(405, { error: "A replay is a POST." });
  if (request.headers.origin !== `http://${request.headers.host}`)
    return json(403, { error: "A replay is asked for on this page, not on another." });
  const outcome = /^[0-9a-f]{16}$/.test(id) ? await data.replay(id) : undefined;
  if (!outcome) return json(404, { error: `There is no drop ${id}.` });
  return "refused" in outcome ? json(409, { error: outcome.refused }) : json(202, outcome);
}

async function query(name: string, given: URLSearchParams, data: ConsoleData): Promise<Reply> {
  const known = Object.hasOwn(QUERIES, name) ? QUERIES[name] : undefined;
  if (!known) return json(404, { error: `There is no query ${name}.` });
  const checked = bindsOf(known, given);
  if ("wrong" in checked) return json(400, { error: checked.wrong });
  const { columns, rows } = await data.query(known.sql, checked.binds);
  return json(200, { sql: known.sql, columns: columns.map((column) => column.name.toLowerCase()), rows });
}

const missing = (pathname: string) => json(404, { error: `There is nothing at ${pathname}.` });
const found = (pathname: string, value: unknown) => (value ? json(200, value) : missing(pathname));
const json = (status: number, value: unknown): Reply => ({
  status,
  type: "application/json",
  body: Buffer.from(JSON.stringify(value)),
});

/** An answer that the browser has already is not sent again. */
function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, type, body, gzipped, isLasting } = reply;
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  if (status === 200 && request.headers["if-none-match"] === etag)
    return void response.writeHead(304, { ...HEADERS, etag }).end();
  const isGzipped = /\bgzip\b/.test(String(request.headers["accept-encoding"])) && body.length > 1_000;
  response
    .writeHead(status, {
      ...HEADERS,
      etag,
      ...(isLasting && { "cache-control": "max-age=31536000, immutable" }),
      vary: "accept-encoding",
      "content-type": type,
      ...(isGzipped && { "content-encoding": "gzip" }),
    })
    .end(isGzipped ? (gzipped ?? gzipSync(body)) : body);
}
