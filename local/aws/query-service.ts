/** The AWS query protocol: `Action=…&…` as a form in, XML out. */
import { randomUUID } from "node:crypto";
import { AwsError } from "./json-service.ts";
import { chunksOf, collectBody, type Service } from "./service.ts";
import { type XmlValue, xmlDocument } from "./xml.ts";

export type QueryAction = (input: URLSearchParams, context: { region: string }) => XmlValue | Promise<XmlValue>;

export function createQueryService(name: string, namespace: string, actions: Record<string, QueryAction>): Service {
  return {
    async handle(request, response) {
      const send = (status: number, body: string) =>
        response.writeHead(status, { "content-type": "text/xml" }).end(body);
      try {
        const form = new URLSearchParams((await collectBody(chunksOf(request.incoming))).toString("utf8"));
        for (const [key, value] of request.query) if (!form.has(key)) form.append(key, value);
        const action = form.get("Action") ?? "";
        const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
        if (!run) {
          throw new AwsError(
            "InvalidAction",
            `The local AWS does not have ${name}'s ${action || "requests without Action"}. It has: ${Object.keys(actions).join(", ")}.`,
          );
        }
        const result = await run(form, { region: request.region });
        const metadata = { ResponseMetadata: { RequestId: randomUUID() } };
        send(200, xmlDocument(`${action}Response`, { [`${action}Result`]: result, ...metadata }, namespace));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { code, message, status } = error;
        send(
          status,
          xmlDocument(
            "ErrorResponse",
            { Error: { Type: "Sender", Code: code, Message: message }, RequestId: request.id },
            namespace,
          ),
        );
      }
    },
  };
}

/** A value that must be there. Throws `InvalidParameter`. */
export function requiredField(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw new AwsError("InvalidParameter", `Invalid parameter: ${name}`);
  return value;
}
