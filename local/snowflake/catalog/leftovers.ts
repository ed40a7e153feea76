/** Removes what nobody can reach any more: temporary objects of ended sessions, dropped objects past their retention. */
import type { Storage, StorageSession } from "../storage/port.ts";
import type { AnyDefinition } from "./objects.ts";
import type { Catalog, DroppedObject } from "./store.ts";

const dayMs = 86_400_000;

/** Days for which UNDROP works: https://docs.snowflake.com/en/user-guide/data-time-travel#data-retention-period */
export const retentionDaysOf = (definition: AnyDefinition): number =>
  "retentionDays" in definition ? definition.retentionDays : 1;

const isTemporary = (definition: AnyDefinition): boolean => "session" in definition && definition.session !== undefined;

/** At the start, before any session: every temporary object is left over from a process that ended without closing. */
export async function removeLeftovers(
  catalog: Catalog,
  storage: Storage,
  session: StorageSession,
  now: number,
): Promise<void> {
  const temporary = [...catalog.all()].filter(isTemporary);
  const expired = expiredObjects(catalog, now);
  if (temporary.length === 0 && expired.length === 0) return;
  await storage.ddl(session, { queryId: "" }, async (unit) => {
    const change = catalog.change(0, now);
    for (const object of temporary) change.drop(object);
    for (const object of [...temporary, ...expired.map(({ definition }) => definition)]) {
      if (object.kind === "table" || object.kind === "dynamic_table") await unit.destroyTable(object.table);
    }
    await change.write(unit.connection);
    unit.afterCommit(() => change.publish());
  });
  await catalog.forget(expired, session.connection);
}

/** Dropped longer ago than their own retention, or than that of what took them along. */
export function expiredObjects(catalog: Catalog, now: number): DroppedObject[] {
  return catalog
    .allDropped()
    .filter(({ definition, droppedOn }) => droppedOn + retentionDaysOf(definition) * dayMs < now);
}
