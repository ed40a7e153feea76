/** The sessions that alerts run in, and what a statement in one can ask about its run. */
import type { AlertDefinition } from "../catalog/objects.ts";
import { openSession, type Twin } from "../engine/twin.ts";
import type { Session } from "../session.ts";
import type { StorageSession } from "../storage/port.ts";

/** CURRENT_CLIENT() of an alert's session. */
export const alertApplication = "ALERT";

/** Milliseconds of the clock. */
export interface AlertRuntime {
  readonly scheduledAt: number;
  readonly lastSuccessAt: number | undefined;
  /** Once the condition was evaluated. */
  conditionQueryId: string | undefined;
}

const runtimes = new WeakMap<StorageSession, AlertRuntime>();

/** Undefined outside alerts. */
export const alertRuntime = (session: Session): AlertRuntime | undefined => runtimes.get(session.storage);

/** With the alert's owner as role, its database and schema, and its warehouse. */
export async function openAlertSession(twin: Twin, alert: AlertDefinition, runtime: AlertRuntime): Promise<Session> {
  const session = await openSession(twin, {
    user: "SYSTEM",
    application: alertApplication,
    role: alert.owner,
    database: alert.database,
    schema: alert.schema,
    warehouse: alert.warehouse,
  });
  runtimes.set(session.storage, runtime);
  return session;
}
