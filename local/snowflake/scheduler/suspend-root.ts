/** Suspends a root task whose graph failed too often. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { TaskDefinition } from "../catalog/objects.ts";
import type { Twin } from "../engine/twin.ts";
import type { StorageSession } from "../storage/port.ts";

/** `alsoWrite` runs in the same transaction. */
export async function suspendRoot(
  twin: Twin,
  session: StorageSession,
  root: TaskDefinition,
  alsoWrite: (connection: DuckDBConnection) => Promise<void>,
): Promise<void> {
  const now = twin.clock.now();
  await twin.storage.ddl(session, { queryId: "" }, async (unit) => {
    const change = twin.objects.change(0, now);
    change.replace<"task">({
      ...root,
      state: "suspended",
      lastSuspendedOn: now,
      options: { ...root.options, LAST_SUSPENDED_REASON: "SUSPENDED_DUE_TO_ERRORS" },
    });
    await alsoWrite(unit.connection);
    await change.write(unit.connection);
    unit.afterCommit(() => change.publish());
  });
}
