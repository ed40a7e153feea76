/** Suspends dynamic tables: by hand with all below, and after five refreshes that failed in a row. */
import type { CatalogChange, CatalogReader } from "../catalog/catalog.ts";
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import type { Twin } from "../engine/twin.ts";
import type { StorageSession } from "../storage/port.ts";
import { failedInARow } from "./refresh-history.ts";

export type SuspensionReason =
  | "USER_SUSPENDED"
  | "UPSTREAM_USER_SUSPENDED"
  | "SUSPENDED_DUE_TO_ERRORS"
  | "UPSTREAM_SUSPENDED_DUE_TO_ERRORS";

/** "After five consecutive scheduled refresh errors": https://docs.snowflake.com/en/user-guide/dynamic-tables-suspend-resume */
const failuresUntilSuspended = 5;

/** The tables that read from one, directly or through others. Views between them count: inputs are what the query reads in the end. */
export function tablesBelow(catalog: CatalogReader, table: DynamicTableDefinition): DynamicTableDefinition[] {
  const found = new Map<number, DynamicTableDefinition>();
  let level = [table.id];
  while (level.length > 0) {
    const next = catalog
      .list("dynamic_table")
      .filter(({ id, options }) => !found.has(id) && inputsOf(options).some((input) => level.includes(input)));
    for (const each of next) found.set(each.id, each);
    level = next.map(({ id }) => id);
  }
  return [...found.values()];
}

/** Ids of the tables that a dynamic table read when it was made. */
export const inputsOf = (options: DynamicTableDefinition["options"]): readonly number[] =>
  (options.INPUTS as readonly number[] | undefined) ?? [];

/** Suspends the table and those below. */
export function suspendWithBelow(
  change: CatalogChange,
  table: DynamicTableDefinition,
  reason: "USER_SUSPENDED" | "SUSPENDED_DUE_TO_ERRORS",
  now: number,
): void {
  const suspend = (each: DynamicTableDefinition, why: SuspensionReason) => {
    if (each.scheduling === "SUSPENDED") return;
    const options = { ...each.options, SUSPENDED_REASON: why, SUSPENDED_ON: now };
    change.replace<"dynamic_table">({ ...each, scheduling: "SUSPENDED", options });
  };
  suspend(table, reason);
  for (const below of tablesBelow(change, table)) suspend(below, `UPSTREAM_${reason}`);
}

/** Resumes the table, and those below that were suspended with it. */
export function resumeWithBelow(change: CatalogChange, table: DynamicTableDefinition, now: number): void {
  const resume = (each: DynamicTableDefinition) => {
    const { SUSPENDED_REASON: _reason, SUSPENDED_ON: _on, ...options } = each.options;
    change.replace<"dynamic_table">({ ...each, scheduling: "ACTIVE", options: { ...options, RESUMED_ON: now } });
  };
  resume(table);
  for (const below of tablesBelow(change, table)) {
    if (String(below.options.SUSPENDED_REASON ?? "").startsWith("UPSTREAM_")) resume(below);
  }
}

export async function suspendAfterFailedRefreshes(
  twin: Twin,
  session: StorageSession,
  table: DynamicTableDefinition,
): Promise<void> {
  const current = twin.catalog.byId(table.id);
  if (current?.kind !== "dynamic_table" || current.scheduling === "SUSPENDED") return;
  const since = Number(current.options.RESUMED_ON ?? 0);
  if ((await failedInARow(session.connection, table.id, since)) < failuresUntilSuspended) return;
  const now = twin.clock.now();
  await twin.storage.ddl(session, { queryId: "" }, async (unit) => {
    const change = twin.objects.change(0, now);
    suspendWithBelow(change, current, "SUSPENDED_DUE_TO_ERRORS", now);
    await change.write(unit.connection);
    unit.afterCommit(() => change.publish());
  });
}
