/** The one HTTP port: reads for whom a request is, and hands it to that service. */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type CredentialScope, credentialScope } from "./credential-scope.ts";
import { type AwsRequest, DEFAULT_REGION, type Service } from "./service.ts";
import { xmlDocument } from "./xml.ts";

const KEEP_ALIVE_MS = 75_000; // longer than the SDKs keep idle sockets: they, not we, close first

/** Services by the name in a credential scope. A failure inside one is answered with 500 and told to `onError`. */
export function createGateway(services: ReadonlyMap<string, Service>, onError: (error: unknown) => void): Server {
  const server = createServer((incoming, response) => {
    // The body that a refusal left unread must pass, or the next request on this connection waits for ever.
    response.once("finish", () => incoming.resume());
    answer(services, incoming, response).catch((error) => {
      onError(error);
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(500, { "content-type": "text/plain" })
          .end(`local AWS: ${error instanceof Error ? error.message : error}\n`);
    });
  });
  server.requestTimeout = 0; // a large upload may take its time
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

const scopes = new WeakMap<IncomingMessage, CredentialScope>();

/** Whether the request carries a signature, in a header or in its URL. */
export const isSigned = ({ incoming }: AwsRequest) => scopes.get(incoming)?.signed !== "none";

async function answer(
  services: ReadonlyMap<string, Service>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
  const scope = credentialScope(incoming.headers, query);
  scopes.set(incoming, scope);
  const id = randomBytes(8).toString("hex").toUpperCase();
  response.setHeader("x-amz-request-id", id);
  response.setHeader("x-amzn-requestid", id);
  response.setHeader("server", "reelhouse");
  const service = services.get(scope.service);
  if (!service) {
    const message = `The local AWS does not have the service "${scope.service}". It has: ${[...services.keys()].join(", ")}.`;
    const isJson = String(incoming.headers["content-type"] ?? "").includes("json");
    const body = isJson
      ? JSON.stringify({ __type: "NotImplemented", message })
      : xmlDocument("ErrorResponse", {
          Error: { Type: "Sender", Code: "NotImplemented", Message: message },
          RequestId: id,
        });
    response.writeHead(501, { "content-type": isJson ? "application/x-amz-json-1.1" : "application/xml" }).end(body);
    return;
  }
  await service.handle(
    {
      id,
      method: incoming.method ?? "GET",
      path: mark < 0 ? url : url.slice(0, mark),
      query,
      headers: incoming.headers,
      region: scope.region ?? DEFAULT_REGION,
      sourceAddress: incoming.socket.remoteAddress ?? "127.0.0.1",
      incoming,
    },
    response,
  );
}
