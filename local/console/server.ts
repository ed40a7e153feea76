/** The console of the twin: a page on loopback that shows the drops, their steps and the mailbox. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the console shows; the place that starts it knows where it comes from. */
export interface ConsoleData {
  drops(): Promise<unknown>;
  /** Steps of one drop, by its id; `undefined` when there is none. */
  trace(id: string): Promise<unknown>;
  mail(): Promise<unknown>;
  /** Addresses to show. */
  addresses: Record<string, string>;
}

const PAGE: Record<string, { file: string; type: string }> = {
  "/": { file: "index.html", type: "text/html; charset=utf-8" },
  "/console.css": { file: "console.css", type: "text/css; charset=utf-8" },
  "/console.js": { file: "console.js", type: "text/javascript; charset=utf-8" },
};

/** Nothing from outside, nothing inline: what a drop is called can never run. */
const HEADERS = {
  "content-security-policy": "default-src 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

export async function startConsole(port: number, data: ConsoleData): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, data).then(
      ({ status, type, body }) => send(response, status, type, body),
      (error: unknown) => send(response, 500, "application/json", JSON.stringify({ error: String(error) })),
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  type: string;
  body: string | Buffer;
}

async function answer(request: IncomingMessage, data: ConsoleData): Promise<Answer> {
  const { pathname } = new URL(request.url ?? "/", "http://console");
  // A page of another site may send requests here, but not with a host of ours: this keeps DNS rebinding out.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ""))
    return json(403, { error: "Only from this machine." });
  if (request.method !== "GET") return json(405, { error: "The console only reads." });
  const page = PAGE[pathname];
  if (page)
    return { status: 200, type: page.type, body: readFileSync(new URL(`./page/${page.file}`, import.meta.url)) };
  if (pathname === "/api/addresses") return json(200, data.addresses);
  if (pathname === "/api/drops") return json(200, await data.drops());
  if (pathname === "/api/mail") return json(200, await data.mail());
  const id = /^\/api\/drops\/([0-9a-f]{16})$/.exec(pathname)?.[1];
  const trace = id && (await data.trace(id));
  return trace ? json(200, trace) : json(404, { error: `There is nothing at ${pathname}.` });
}

const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...HEADERS, "content-type": type }).end(body);
}
