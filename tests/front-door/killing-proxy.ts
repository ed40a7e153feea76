/** Stands between a worker and the local AWS, counts what is asked, and at one chosen moment ends the worker. */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Before a request arrives, when half of its body has, or when it was done and its answer is under way. */
export type Phase = "before" | "half" | "done";

export interface Moment {
  /** Counted from 0. */
  request: number;
  phase: Phase;
}

export interface Seen {
  label: string;
  bodyBytes: number;
}

export async function startKillingProxy(target: string) {
  let seen: Seen[] = [];
  let moment: Moment | undefined;
  let kill: () => void = () => undefined;

  async function forward(incoming: IncomingMessage, response: ServerResponse, index: number) {
    const { method, url = "/", headers } = incoming;
    const operation = headers["x-amz-target"] ?? `${method} ${url}`;
    const label = String(operation);
    const mine = moment?.request === index ? moment.phase : undefined;
    seen[index] = { label, bodyBytes: 0 };
    const end = () => {
      kill();
      response.destroy();
    };
    if (mine === "before") return end();
    const { expect: _, ...passed } = headers;
    const { hostname, port } = new URL(target);
    const upstream = request({ hostname, port, method, path: url, headers: passed });
    upstream.on("error", () => response.destroy()); // the worker's end took it down
    upstream.on("response", (answer) => {
      if (mine === "done") {
        answer.resume();
        return void answer.once("end", end);
      }
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    const half = Number(headers["content-length"] ?? 0) / 2;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      seen[index]!.bodyBytes += chunk.length;
      if (mine === "half" && seen[index]!.bodyBytes >= half) {
        upstream.destroy();
        return end();
      }
      upstream.write(chunk);
    }
    upstream.end();
  }

  const server = createServer((incoming, response) => {
    const index = seen.length;
    seen.push({ label: "", bodyBytes: 0 });
    forward(incoming, response, index).catch(() => response.destroy()); // the worker is gone, in the middle of its request
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What has been asked since `watch`. */
    seen: () => seen,
    /** Counts from 0 again; at `moment`, calls `kill`. */
    watch(at: Moment | undefined, killWorker: () => void) {
      seen = [];
      moment = at;
      kill = killWorker;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
