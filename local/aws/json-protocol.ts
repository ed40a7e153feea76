/** The AWS JSON protocol: a POST whose `x-amz-target` names the action. Glue and Secrets Manager speak it. */
import { chunksOf, collectBody, type Service } from "./service.ts";

export type JsonAction = (input: Record<string, unknown>) => unknown;

/** An error that the service's own API documents. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** `service` is the name for people; an action that is not in the list is refused by name. */
export function jsonService(service: string, actions: Readonly<Record<string, JsonAction>>): Service {
  return {
    async handle(request, response) {
      const send = (status: number, body: unknown) =>
        response
          .writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": request.id })
          .end(JSON.stringify(body));
      const target = String(request.headers["x-amz-target"] ?? "").replace(/^.*\./, "");
      try {
        const action = Object.hasOwn(actions, target) ? actions[target] : undefined;
        if (!action)
          throw new ServiceError(
            "UnknownOperationException",
            `The local ${service} does not do ${target || "this"}; it does ${Object.keys(actions).join(", ")}.`,
          );
        const body = (await collectBody(chunksOf(request.incoming))).toString("utf8");
        send(200, await action(parse(body)));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        send(error.status, { __type: error.type, message: error.message, Message: error.message });
      }
    },
  };
}

function parse(body: string): Record<string, unknown> {
  try {
    return body === "" ? {} : JSON.parse(body);
  } catch {
    throw new ServiceError("SerializationException", "The request body is not JSON");
  }
}

/** A text parameter that must be there. */
export function textOf(input: Record<string, unknown>, name: string, invalid = "InvalidInputException"): string {
  const value = input[name];
  if (typeof value !== "string" || value === "") throw new ServiceError(invalid, `${name} is required`);
  return value;
}
