/** One running twin: what its sessions share, and the life of a session. */
import type { Catalog } from "../catalog/store.ts";
import type { ResultStore } from "../results/result-store.ts";
import { createSession, type NewSession, type Session } from "../session.ts";
import type { TwinServices } from "./context.ts";
import type { QueryHistory } from "./query-history.ts";

export interface Twin extends TwinServices {
  readonly objects: Catalog;
  readonly results: ResultStore;
  readonly history: QueryHistory;
  readonly sessions: Map<number, Session>;
  /** Running statements by query id. */
  readonly running: Map<string, AbortController>;
  /** Aborts a running statement; false when there is none of that id. */
  cancel(queryId: string): boolean;
}

export interface SessionStart extends Omit<NewSession, "storage" | "now"> {
  database?: string | undefined;
  schema?: string | undefined;
  warehouse?: string | undefined;
  role?: string | undefined;
  parameters?: ReadonlyMap<string, string | number | boolean>;
}

/** A session; names of a login that do not exist are left out, as Snowflake does unless CLIENT_VALIDATE_DEFAULT_PARAMETERS. */
export async function openSession(twin: Twin, start: SessionStart): Promise<Session> {
  const storage = await twin.storage.openSession();
  const { user, application, copiesOverHttp = false } = start;
  const session = createSession({ user, application, copiesOverHttp, storage, now: twin.clock.now() });
  for (const [name, value] of start.parameters ?? []) session.parameters.set(name, value);
  const account = (name: string) => ({ database: "", schema: "", name });
  const { catalog } = twin;
  if (start.role !== undefined && catalog.get("role", account(start.role)) !== undefined) session.role = start.role;
  if (start.warehouse !== undefined && catalog.get("warehouse", account(start.warehouse)) !== undefined) {
    session.warehouse = start.warehouse;
  }
  if (start.database !== undefined && catalog.get("database", account(start.database)) !== undefined) {
    session.database = start.database;
    const schema = start.schema ?? "PUBLIC";
    const path = { database: start.database, schema: "", name: schema };
    if (schema === "INFORMATION_SCHEMA" || catalog.get("schema", path) !== undefined) session.schema = schema;
  }
  twin.sessions.set(session.id, session);
  return session;
}

/** Rolls back what is open, drops the session's temporary objects, frees its connection. */
export async function closeSession(twin: Twin, session: Session): Promise<void> {
  if (!twin.sessions.delete(session.id)) return;
  await twin.storage.rollback(session.storage);
  await dropTemporaryObjects(twin, session);
  await twin.storage.closeSession(session.storage);
}

async function dropTemporaryObjects(twin: Twin, session: Session): Promise<void> {
  const own = [...twin.objects.all()].filter((object) => "session" in object && object.session === session.id);
  if (own.length === 0) return;
  await twin.storage.ddl(session.storage, { queryId: "" }, async (unit) => {
    const change = twin.objects.change(session.id, twin.clock.now());
    for (const object of own) {
      change.drop(object);
      if (object.kind === "table") await unit.destroyTable(object.table);
    }
    await change.write(unit.connection);
    unit.afterCommit(() => change.publish());
  });
}
