/** The paths that drivers call, and what each does. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { toSnowflakeError } from "../engine/duckdb-errors.ts";
import { closeSession, type Twin } from "../engine/twin.ts";
import { SnowflakeError } from "../errors.ts";
import type { Session } from "../session.ts";
import type { UserCredentials } from "./credentials.ts";
import { failure, readBody, readJson, sendText, success } from "./http.ts";
import { logIn } from "./login.ts";
import { createQueryRequests } from "./query-requests.ts";
import { stageFilePath, transferStageFile } from "./stage-files.ts";
import { createTokens, masterTokenSeconds, sessionTokenSeconds, type TokenState } from "./tokens.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const noSession = () =>
  new SnowflakeError("390104", "08003", "Session no longer exists.  New login required to access the service.");
const expired = () => new SnowflakeError("390112", "08001", "Your session has expired. Please login again.");
const masterExpired = () =>
  new SnowflakeError("390114", "08001", "Authentication token has expired. The user must authenticate again.");

/** A handler for Node's HTTP server. Errors of requests become answers; nothing is thrown. */
export function createHandler(twin: Twin, users: readonly UserCredentials[] | undefined): Handler {
  const tokens = createTokens(() => Date.now());
  const queries = createQueryRequests(twin);

  const sessionOf = (request: IncomingMessage): Session => {
    const found = tokens.find(tokenOf(request));
    if (found.state === "valid") return found.session;
    throw found.state === "expired" ? expired() : noSession();
  };

  const renew = (request: IncomingMessage, body: Record<string, unknown>): string => {
    const master = usable(tokens.findMaster(tokenOf(request)));
    const old = body.oldSessionToken;
    if (typeof old !== "string") throw noSession();
    const { sessionToken, masterToken } = tokens.issue(master);
    return success({
      sessionToken,
      validityInSecondsST: sessionTokenSeconds,
      masterToken,
      validityInSecondsMT: masterTokenSeconds,
      sessionId: master.id,
    });
  };

  const close = async (session: Session): Promise<string> => {
    queries.abortSession(session);
    tokens.revoke(session);
    await closeSession(twin, session);
    return success(null);
  };

  const answer = async (request: IncomingMessage, url: URL): Promise<string> => {
    const { searchParams } = url;
    // The Python connector 5 asks for `/monitoring/queries//<id>`.
    const pathname = url.pathname.replaceAll(/\/{2,}/g, "/");
    const requestId = searchParams.get("requestId") ?? "";
    const byId = /^\/(?:monitoring\/)?queries\/([0-9a-f-]{36})(?:\/(result|abort-request))?$/.exec(pathname);
    const queryId = byId?.[1] ?? "";
    switch (byId === null ? pathname : `${pathname.startsWith("/monitoring") ? "status" : (byId[2] ?? "")} of query`) {
      case "/session/v1/login-request":
        return logIn(twin, tokens, users, searchParams, await readJson(request));
      case "/session/token-request":
        return renew(request, await readJson(request));
      case "/session/heartbeat":
        await readBody(request);
        sessionOf(request);
        return success(null);
      case "/session":
        await readBody(request);
        return searchParams.get("delete") === "true" ? close(sessionOf(request)) : success(null);
      case "/telemetry/send":
      case "/telemetry/send/sessionless":
        await readBody(request);
        return success("Log Received");
      case "/queries/v1/query-request": {
        const body = await readJson(request);
        return queries.run(sessionOf(request), requestId, body);
      }
      case "/queries/v1/abort-request": {
        const body = await readJson(request);
        sessionOf(request);
        return queries.abort({ requestId: String(body.requestId ?? "") });
      }
      case "abort-request of query":
        await readBody(request);
        sessionOf(request);
        return queries.abort({ queryId });
      case "result of query":
        return queries.result(sessionOf(request), queryId);
      case "status of query":
        sessionOf(request);
        return queries.status(queryId);
      default:
        await readBody(request);
        throw new SnowflakeError("390404", "08001", `The twin has no ${request.method} ${pathname}.`);
    }
  };

  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const chunk = /^\/results\/([0-9a-f-]{36})$/.exec(url.pathname)?.[1];
    if (chunk !== undefined) return sendChunk(twin, chunk, response);
    if (url.pathname.startsWith(stageFilePath)) return transferStageFile(twin, url, request, response);
    let text: string;
    try {
      text = await answer(request, url);
    } catch (error) {
      text = failure(toSnowflakeError(error));
    }
    await sendText(request, response, text);
  };
}

/** The chunk's random id is what lets a client have it, as a signed URL does. */
async function sendChunk(twin: Twin, id: string, response: ServerResponse): Promise<void> {
  const body = await twin.results.readChunk(id);
  if (body === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": body.length }).end(body);
}

const tokenOf = (request: IncomingMessage): string =>
  /Token="([^"]+)"/.exec(request.headers.authorization ?? "")?.[1] ?? "";

function usable(token: TokenState): Session {
  if (token.state === "valid") return token.session;
  throw token.state === "expired" ? masterExpired() : noSession();
}
