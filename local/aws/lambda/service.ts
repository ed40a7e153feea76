/** Lambda's Invoke, handed to whoever runs the functions. */
import { chunksOf, collectBody, type Service } from "../service.ts";

/** A function that failed is an answer too: 200 with `X-Amz-Function-Error`. */
export type InvokeOutcome =
  | { ok: true; result: unknown }
  | { ok: false; error: { errorType: string; errorMessage: string; trace: string[] } };

export interface LambdaPort {
  invoke(functionName: string, payload: unknown): Promise<InvokeOutcome>;
  /** Returns when the invocation is durable. An error named `UnknownFunction` becomes ResourceNotFoundException, from both. */
  invokeAsync(functionName: string, payload: unknown): void;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
export function createLambdaService(lambda: LambdaPort): Service {
  return {
    async handle({ method, path, headers, incoming }, response) {
      const send = (status: number, body: unknown, more: Record<string, string> = {}) =>
        response
          .writeHead(status, { "content-type": "application/json", ...more })
          .end(body === undefined ? "" : JSON.stringify(body));
      const refuse = (status: number, type: string, Message: string) =>
        send(status, { Type: "User", Message }, { "x-amzn-errortype": type });
      const [, name] = INVOKE.exec(path) ?? [];
      if (method !== "POST" || name === undefined)
        return void refuse(501, "NotImplementedException", `The local Lambda has Invoke, not ${method} ${path}`);
      const text = (await collectBody(chunksOf(incoming), MAX_PAYLOAD_BYTES)).toString("utf8");
      let payload: unknown;
      try {
        payload = JSON.parse(text || "{}");
      } catch (error) {
        return void refuse(
          400,
          "InvalidRequestContentException",
          `Could not parse request body into json: ${(error as Error).message}`,
        );
      }
      const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
      try {
        if (type === "DryRun") return void send(204, undefined);
        if (type === "Event") {
          lambda.invokeAsync(decodeURIComponent(name), payload);
          return void send(202, undefined);
        }
        const outcome = await lambda.invoke(decodeURIComponent(name), payload);
        const version = { "x-amz-executed-version": "$LATEST" };
        if (outcome.ok) send(200, outcome.result ?? null, version);
        else send(200, outcome.error, { ...version, "x-amz-function-error": "Unhandled" });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "UnknownFunction") throw error;
        refuse(404, "ResourceNotFoundException", error.message);
      }
    },
  };
}
