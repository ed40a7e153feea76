/** The AWS JSON 1.1 protocol: `X-Amz-Target: Service.Action`, JSON in, JSON out. */
import { chunksOf, collectBody, type Service } from "./service.ts";

export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export type JsonObject = Record<string, unknown>;
export type JsonAction = (input: JsonObject, context: { region: string }) => JsonObject | Promise<JsonObject>;

export function createJsonService(prefix: string, actions: Record<string, JsonAction>): Service {
  return {
    async handle(request, response) {
      const send = (status: number, body: JsonObject) =>
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
      try {
        const target = String(request.headers["x-amz-target"] ?? "");
        const action = target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : "";
        const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
        if (!run) {
          throw new AwsError(
            "NotImplementedException",
            `The local AWS does not have ${target || "requests without X-Amz-Target"}. It has: ${Object.keys(actions).join(", ")}.`,
            501,
          );
        }
        send(200, await run(parse(await collectBody(chunksOf(request.incoming))), { region: request.region }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        send(error.status, { __type: error.code, message: error.message, Message: error.message });
      }
    },
  };
}

function parse(body: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(body.toString("utf8") || "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {}
  throw new AwsError("SerializationException", "The body is not a JSON object");
}

/** A string that must be there. Throws `InvalidParameterException` (or the code given). */
export function requiredString(input: JsonObject, name: string, code = "InvalidParameterException"): string {
  const value = input[name];
  if (typeof value !== "string" || value === "") throw new AwsError(code, `${name} is missing`);
  return value;
}
