/** Publish: the rules of SNS for a message, then one e-mail for each subscription. */
import { randomUUID } from "node:crypto";
import { AwsError } from "../json-service.ts";
import { type QueryAction, requiredField } from "../query-service.ts";
import { deliverMail } from "./mailbox.ts";
import type { Topics } from "./topics.ts";

const MAX_MESSAGE_BYTES = 256 * 1024;
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: ASCII, begins with a letter, number or punctuation mark, no line
// breaks or control characters, less than 100 characters long (a hundred are taken)
const SUBJECT = /^[!-~][ -~]{0,99}$/;

export const publish =
  (topics: Topics, dataDir: string): QueryAction =>
  (form) => {
    const topicArn = topics.require(form.get("TopicArn") || requiredField(form, "TargetArn"));
    const message = requiredField(form, "Message");
    const subject = form.get("Subject");
    if (subject !== null && !SUBJECT.test(subject))
      throw new AwsError("InvalidParameter", "Invalid parameter: Subject");
    if (Buffer.byteLength(message) > MAX_MESSAGE_BYTES)
      throw new AwsError("InvalidParameter", "Invalid parameter: Message too long");
    const drop = stringAttribute(form, "drop");
    const text = form.get("MessageStructure") === "json" ? emailText(message) : message;
    const at = new Date().toISOString();
    for (const { endpoint } of topics.subscriptions(topicArn)) {
      deliverMail(dataDir, {
        to: endpoint,
        subject: subject ?? "AWS Notification Message",
        text,
        at,
        ...(drop !== undefined && { drop }),
      });
    }
    return { MessageId: randomUUID() };
  };

/** With `MessageStructure=json` each protocol has its own text, and `default` must be there. */
function emailText(message: string): string {
  let texts: Record<string, unknown>;
  try {
    texts = JSON.parse(message) as Record<string, unknown>;
  } catch {
    throw new AwsError("InvalidParameter", "Invalid parameter: Message Structure - JSON message body failed to parse");
  }
  if (typeof texts.default !== "string")
    throw new AwsError(
      "InvalidParameter",
      "Invalid parameter: Message Structure - No default entry in JSON message body",
    );
  return typeof texts.email === "string" ? texts.email : texts.default;
}

function stringAttribute(form: URLSearchParams, name: string): string | undefined {
  for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index++) {
    const entry = `MessageAttributes.entry.${index}`;
    if (form.get(`${entry}.Name`) === name) return form.get(`${entry}.Value.StringValue`) ?? undefined;
  }
  return undefined;
}
