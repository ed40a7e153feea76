/** What one statement sees of every table, fixed when the statement begins. */
import type { SessionState } from "../transactions/session-state.ts";
import type { Committed } from "./commit-log.ts";
import type { ReadView, TableId } from "./port.ts";
import { type Sight, seenRows } from "./visibility.ts";

export interface StatementView extends ReadView {
  sight(table: TableId): Sight;
}

/** `ownStamp`: the stamp of rows that this very statement writes, when it reads them back. */
export function takeView(committed: Committed, session: SessionState): StatementView {
  const transaction = session.transaction;
  const pointOf = (table: TableId) => committed.get(table)?.point ?? 0;
  const sight = (table: TableId): Sight => ({
    point: pointOf(table),
    own: transaction?.effects.written.has(table) ? transaction.stamp : undefined,
  });
  return {
    pointOf,
    sight,
    relation(table, columns, options = {}) {
      const seen = options.at === undefined ? sight(table) : { point: options.at };
      return seenRows(table, columns, seen, options.withRowId);
    },
  };
}
