/** Which dynamic tables are due: those whose rows are as old as their target lag. */
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import { lagSeconds } from "../changes/dynamic-table-options.ts";
import type { Twin } from "../engine/twin.ts";
import type { Refresher } from "./refresher.ts";
import type { JobSource } from "./scheduler.ts";

/**
 * A table of DOWNSTREAM lag has no time of its own: it is refreshed with those below it.
 * https://docs.snowflake.com/en/user-guide/dynamic-tables/target-lag
 */
export function refreshSource(twin: Twin, refresher: Refresher): JobSource {
  /** When each table was last tried: one that fails is tried again after its lag, not at once. */
  const tried = new Map<number, number>();
  let base = 0;

  const dueAt = (table: DynamicTableDefinition): number | undefined => {
    const lag = lagSeconds(table.targetLag);
    if (lag === undefined || table.scheduling !== "ACTIVE") return undefined;
    const last = Math.max(refresher.stateOf(table.id)?.dataTimestamp ?? 0, tried.get(table.id) ?? 0);
    if (last === 0) return table.createdOn;
    // After the clock was set back, rows seem to be from the future.
    return base > 0 && last > base ? base + lag * 1000 : last + lag * 1000;
  };
  const active = () =>
    twin.catalog.list("dynamic_table").flatMap((table) => {
      const at = dueAt(table);
      return at === undefined ? [] : [{ table, at }];
    });

  return {
    nextAt: () => active().reduce<number | undefined>((first, { at }) => Math.min(first ?? at, at), undefined),
    take(now) {
      const due = active().filter(({ at }) => at <= now);
      if (due.length === 0) return [];
      const ids = due.map(({ table }) => table.id);
      for (const id of ids) tried.set(id, now);
      if (base > 0 && ids.length > 0) base = 0;
      return [
        async () => {
          await refresher.refresh(ids, "SCHEDULED");
        },
      ];
    },
    rewind(now) {
      base = now;
      tried.clear();
    },
  };
}
