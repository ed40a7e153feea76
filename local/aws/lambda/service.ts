/** Lambda's Invoke action: what `reconcile` and `replay` call. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
import type { ServerResponse } from "node:http";
import type { Outcome } from "../dispatcher/sandbox.ts";
import { type AwsRequest, chunksOf, collectBody, type Service } from "../service.ts";

/** Who runs functions; the dispatcher does. */
export interface FunctionRunner {
  invoke(functionName: string, payload: unknown): Promise<Outcome>;
  /** Returns when the invocation is durable. */
  invokeAsync(functionName: string, payload: unknown): void;
}

/** Lambda's limits for a payload: 6 MB synchronous, 1 MB asynchronous. */
const MAX_PAYLOAD = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };
const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

export function lambdaService(runner: FunctionRunner): Service {
  return {
    async handle(request, response) {
      const [, encoded] = PATH.exec(request.path) ?? [];
      if (request.method !== "POST" || encoded === undefined)
        return refuse(
          response,
          501,
          "NotImplementedException",
          `The local Lambda only does Invoke, not ${request.method} ${request.path}`,
        );
      const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
      if (type !== "Event" && type !== "RequestResponse")
        return refuse(
          response,
          400,
          "InvalidParameterValueException",
          `The local Lambda does not know the invocation type ${type}`,
        );
      const payload = await readPayload(request, MAX_PAYLOAD[type]);
      if (payload === INVALID)
        return refuse(response, 400, "InvalidRequestContentException", "Could not parse request body into json");
      try {
        await run(runner, decodeURIComponent(encoded), type, payload, response);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "UnknownFunction") throw error;
        refuse(response, 404, "ResourceNotFoundException", error.message);
      }
    },
  };
}

const INVALID = Symbol("invalid");

async function readPayload(request: AwsRequest, maxBytes: number): Promise<unknown> {
  const text = (await collectBody(chunksOf(request.incoming), maxBytes)).toString("utf8");
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return INVALID;
  }
}

async function run(
  runner: FunctionRunner,
  name: string,
  type: "Event" | "RequestResponse",
  payload: unknown,
  response: ServerResponse,
) {
  if (type === "Event") {
    runner.invokeAsync(name, payload);
    response.writeHead(202).end();
    return;
  }
  const outcome = await runner.invoke(name, payload);
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  if (outcome.ok) response.writeHead(200, headers).end(JSON.stringify(outcome.result));
  else response.writeHead(200, { ...headers, "x-amz-function-error": "Unhandled" }).end(JSON.stringify(outcome.error));
}

function refuse(response: ServerResponse, status: number, type: string, message: string) {
  response
    .writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type })
    .end(JSON.stringify({ Type: "User", Message: message }));
}
