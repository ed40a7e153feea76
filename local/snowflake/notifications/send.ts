/** SYSTEM$SEND_EMAIL and SYSTEM$SEND_SNOWFLAKE_NOTIFICATION: who may be written to, and what the arguments say. */
import type { IntegrationDefinition } from "../catalog/objects.ts";
import type { Cell, ExecutionContext } from "../engine/context.ts";
import { doesNotExist, SnowflakeError } from "../errors.ts";
import { type Notification, outboxOf } from "./notifications.ts";

const invalid = (what: string) => new SnowflakeError("001015", "22023", `SQL compilation error:\n${what}`);

/** Throws 002003 when there is no such integration, 394209 when it is disabled. */
function requireIntegration(context: ExecutionContext, name: string): IntegrationDefinition {
  const path = context.pathOf(name, "integration");
  const found = context.catalog.get("integration", path);
  if (found?.category !== "NOTIFICATION") throw doesNotExist(undefined, "Integration", path.name);
  if (!found.enabled) throw new SnowflakeError("394209", "22023", `Notification integration ${path.name} is disabled.`);
  return found;
}

/** "If the ALLOWED_RECIPIENTS property … is set and any of the email addresses is not in that list, no email notifications are sent." */
function checkRecipients({ name, options }: IntegrationDefinition, recipients: readonly string[]): void {
  const allowed = options.ALLOWED_RECIPIENTS;
  if (!Array.isArray(allowed) || allowed.length === 0) return;
  const known = new Set(allowed.map((address) => String(address).toLowerCase()));
  const bad = recipients.filter((address) => !known.has(address.toLowerCase()));
  if (bad.length > 0) {
    throw new SnowflakeError(
      "394209",
      "22023",
      `Email recipients in the given list at indexes [${bad.map((address) => recipients.indexOf(address) + 1).join(", ")}] are not allowed by integration ${name}.`,
    );
  }
}

const mimeTypes = ["text/plain", "text/html", "application/json"];

/** https://docs.snowflake.com/en/sql-reference/stored-procedures/system_send_email */
async function sendEmail(context: ExecutionContext, values: readonly (string | null)[]): Promise<Cell> {
  const [integrationName, addresses, subject, body, mimeType = "text/plain"] = values;
  if (values.length < 4 || values.length > 5) throw invalid("SYSTEM$SEND_EMAIL takes four or five arguments.");
  const integration = requireIntegration(context, integrationName ?? "");
  if (integration.integrationType.toUpperCase() !== "EMAIL")
    throw invalid(`Integration ${integration.name} is not of type EMAIL.`);
  const to = (addresses ?? "")
    .split(",")
    .map((address) => address.trim())
    .filter((address) => address !== "");
  if (to.length === 0) throw invalid("SYSTEM$SEND_EMAIL needs an email address.");
  const bad = to.find((address) => !/^[^\s@,]+@[^\s@,]+$/.test(address));
  if (bad !== undefined) throw invalid(`'${bad}' is not an email address.`);
  if (!subject) throw invalid("The subject of an email cannot be empty.");
  if (!body) throw invalid("The content of an email cannot be empty.");
  if (mimeType === null || !mimeTypes.slice(0, 2).includes(mimeType.toLowerCase()))
    throw invalid(`MIME type '${mimeType}' is not supported: text/plain or text/html.`);
  checkRecipients(integration, to);
  await outboxOf(context.storage).send(context.connection, {
    source: "SYSTEM$SEND_EMAIL",
    integration: integration.name,
    channel: "EMAIL",
    to,
    cc: [],
    bcc: [],
    subject,
    mimeType: mimeType.toLowerCase(),
    body,
  });
  return true;
}

type Json = Readonly<Record<string, unknown>>;

/** A JSON-formatted string with an object, or an array of such. */
function objectsOf(text: string | null | undefined, what: string): Json[] {
  const read = (value: unknown): Json[] => {
    if (Array.isArray(value)) return value.flatMap(read);
    if (typeof value === "string") return read(parse(value));
    if (typeof value === "object" && value !== null) return [value as Json];
    throw invalid(`The ${what} of SYSTEM$SEND_SNOWFLAKE_NOTIFICATION is no JSON object.`);
  };
  const parse = (json: string): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      throw invalid(`The ${what} of SYSTEM$SEND_SNOWFLAKE_NOTIFICATION is not valid JSON.`);
    }
  };
  return read(text ?? "");
}

const addresses = (config: Json, key: string): string[] => {
  const value = config[key];
  return Array.isArray(value) ? value.map(String) : [];
};

/** https://docs.snowflake.com/en/sql-reference/stored-procedures/system_send_snowflake_notification */
async function sendNotification(context: ExecutionContext, values: readonly (string | null)[]): Promise<Cell> {
  if (values.length !== 2) throw invalid("SYSTEM$SEND_SNOWFLAKE_NOTIFICATION takes a message and a configuration.");
  const messages = objectsOf(values[0], "message").flatMap((each) => Object.entries(each));
  const bad = messages.find(([mimeType]) => !mimeTypes.includes(mimeType));
  if (bad !== undefined) throw invalid(`'${bad[0]}' is no type of message: ${mimeTypes.join(", ")}.`);
  const [message] = messages;
  if (message === undefined) throw invalid("The message of SYSTEM$SEND_SNOWFLAKE_NOTIFICATION is empty.");
  const targets = objectsOf(values[1], "integration configuration").flatMap((each) => Object.entries(each));
  if (targets.length === 0) throw invalid("SYSTEM$SEND_SNOWFLAKE_NOTIFICATION names no integration.");
  // All are checked before any is sent.
  const made = targets.map(([name, given]): Omit<Notification, "id" | "createdAt"> => {
    const integration = requireIntegration(context, name);
    const config = (typeof given === "object" && given !== null ? given : {}) as Json;
    const channel = integration.integrationType.toUpperCase();
    const wanted = channel === "EMAIL" ? ["text/html", "text/plain"] : ["application/json", "text/plain"];
    const [mimeType, body] = wanted.flatMap((type) => messages.filter(([known]) => known === type))[0] ?? message;
    const own = (option: string) => {
      const value = integration.options[option];
      return Array.isArray(value) ? value.map(String) : [];
    };
    const to = addresses(config, "toAddress");
    const cc = addresses(config, "ccAddress");
    const bcc = addresses(config, "bccAddress");
    const recipients = to.length + cc.length > 0 ? to : own("DEFAULT_RECIPIENTS");
    if (channel === "EMAIL") {
      if (recipients.length + cc.length === 0) throw invalid(`No recipients for integration ${integration.name}.`);
      checkRecipients(integration, [...recipients, ...cc, ...bcc]);
    }
    const standard = integration.options.DEFAULT_SUBJECT;
    return {
      source: "SYSTEM$SEND_SNOWFLAKE_NOTIFICATION",
      integration: integration.name,
      channel,
      to: channel === "EMAIL" ? recipients : [],
      cc,
      bcc,
      subject:
        channel !== "EMAIL"
          ? null
          : typeof config.subject === "string"
            ? config.subject
            : typeof standard === "string"
              ? standard
              : "Snowflake Email Notification",
      mimeType: String(mimeType),
      body: typeof body === "string" ? body : JSON.stringify(body),
    };
  });
  for (const each of made) await outboxOf(context.storage).send(context.connection, each);
  return "Enqueued notifications.";
}

/** Called by CALL; values are text. */
export const notificationCalls = {
  SYSTEM$SEND_EMAIL: sendEmail,
  SYSTEM$SEND_SNOWFLAKE_NOTIFICATION: sendNotification,
} as const;
