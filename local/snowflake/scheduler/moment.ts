/** One moment at which tables are read: base tables as they were then, dynamic tables of the group as they are brought to it. */
import type { Twin } from "../engine/twin.ts";
import type { Session } from "../session.ts";
import type { ChangePoint, ReadView, TableId } from "../storage/port.ts";

/** What tables are read through while they are brought to one moment. */
export interface Moment {
  /** Milliseconds of the clock. */
  readonly at: number;
  readonly read: ReadView;
}

/** Views of the tables through which a dynamic table is seen that was never refreshed: it is going to be. */
const refreshing = new WeakSet<ReadView>();

export function forRefresh(read: ReadView): ReadView {
  refreshing.add(read);
  return read;
}

export const isForRefresh = (read: ReadView): boolean => refreshing.has(read);

/** Base tables as they were when the group began, dynamic tables of the group as they are now. */
export function momentView(twin: Twin, session: Session, done: ReadonlyMap<number, unknown>): ReadView {
  const base = twin.storage.readView(session.storage);
  const pointOf = (table: TableId): ChangePoint => {
    const isRefreshed = [...done.keys()].some((id) => {
      const found = twin.catalog.byId(id);
      return found?.kind === "dynamic_table" && found.table === table;
    });
    return isRefreshed ? (twin.storage.newestPoint(table) ?? 0) : base.pointOf(table);
  };
  return forRefresh({
    pointOf,
    relation: (table, columns, options = {}) =>
      base.relation(table, columns, { ...options, at: options.at ?? pointOf(table) }),
  });
}
