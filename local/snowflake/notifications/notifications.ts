/** Messages to people and queues: kept in the DuckDB file instead of sent, and told to whoever started the twin. */
import { randomUUID } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { type RecordTable, recordTable } from "../scheduler/record-table.ts";
import { inTransaction } from "../storage/duck-transaction.ts";
import type { Storage } from "../storage/port.ts";

/** https://docs.snowflake.com/en/sql-reference/functions/notification_history */
export interface Notification {
  id: string;
  /** Milliseconds of the clock. */
  createdAt: number;
  /** What sent it: SYSTEM$SEND_EMAIL, SYSTEM$SEND_SNOWFLAKE_NOTIFICATION, TASK. */
  source: string;
  /** The notification integration. */
  integration: string;
  /** Of the integration: EMAIL, QUEUE, WEBHOOK. */
  channel: string;
  /** Empty unless the channel is EMAIL. */
  to: readonly string[];
  cc: readonly string[];
  bcc: readonly string[];
  subject: string | null;
  /** text/plain, text/html, application/json. */
  mimeType: string;
  body: string;
}

const table: RecordTable<Notification> = recordTable<Notification>("notifications", [
  ["id", "varchar", ({ id }) => id],
  ["created_at", "bigint", ({ createdAt }) => createdAt],
  ["source", "varchar", ({ source }) => source],
  ["integration", "varchar", ({ integration }) => integration],
  ["channel", "varchar", ({ channel }) => channel],
  ["recipients", "varchar", ({ to, cc, bcc }) => JSON.stringify({ to, cc, bcc })],
  ["subject", "varchar", ({ subject }) => subject],
  ["mime_type", "varchar", ({ mimeType }) => mimeType],
  ["body", "varchar", ({ body }) => body],
]);

export const notificationsRelation = (): string => table.relation([]);

export interface Outbox {
  /** What is sent stays sent, whatever becomes of the transaction around. */
  send(connection: DuckDBConnection, notification: Omit<Notification, "id" | "createdAt">): Promise<void>;
}

const outboxes = new WeakMap<Storage, Outbox>();

/** Throws when the twin was started without one. */
export function outboxOf(storage: Storage): Outbox {
  const outbox = outboxes.get(storage);
  if (outbox === undefined) throw new Error("The notifications of this twin were not started.");
  return outbox;
}

/** "The maximum time range is 14 days." */
const keptMs = 14 * 86_400_000;

/** `tell` hears of each notification once it is kept. */
export async function startOutbox(
  storage: Storage,
  now: () => number,
  tell: (notification: Notification) => void,
): Promise<void> {
  const own = await storage.openSession();
  for (const statement of table.ddl) await own.connection.run(statement);
  await own.connection.run(`delete from scheduler.notifications where created_at < ${now() - keptMs}`);
  await storage.closeSession(own);
  outboxes.set(storage, {
    async send(connection, unsent) {
      const notification = { ...unsent, id: randomUUID(), createdAt: now() };
      await inTransaction(connection, () => table.insert(connection, notification));
      tell(notification);
    },
  });
}
