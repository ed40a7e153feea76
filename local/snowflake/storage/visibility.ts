/** Which versions of a table's rows a statement sees, as DuckDB text. */
import { quote, quoteAll, tableName } from "./layout.ts";
import { type ChangePoint, ROW_ID, type TableId } from "./port.ts";

export interface Sight {
  /** Committed changes up to here are seen. */
  point: ChangePoint;
  /** The stamp of the statement's own transaction, when that has written to the table. */
  own?: bigint | undefined;
}

/** The condition on the hidden columns under which a version is seen. */
export function isSeen({ point, own }: Sight): string {
  if (own === undefined) return `"$ins" <= ${point} and "$del" > ${point}`;
  return `("$ins" <= ${point} or "$ins" = ${own}) and "$del" > ${point} and "$del" <> ${own}`;
}

/** A subquery in brackets with the columns of the versions that are seen, the row id first when asked for. */
export function seenRows(table: TableId, columns: readonly string[], sight: Sight, withRowId = false): string {
  const list = quoteAll(withRowId ? [ROW_ID, ...columns] : columns);
  return `(select ${list || `${quote(ROW_ID)} as "$none"`} from ${tableName(table)} where ${isSeen(sight)})`;
}

/** Versions that are the difference between two points of a table; each relation has `"$rid"` first. At most one version of a row in each. */
export interface Difference {
  /** As they were at `from`, of rows that were changed or removed up to `to`. */
  before: string;
  /** As they are at `to`, of rows that were changed or inserted after `from`. */
  after: string;
  /** As they were inserted, whatever came of them later. */
  appended: string;
}

export function difference(table: TableId, columns: readonly string[], from: ChangePoint, to: ChangePoint): Difference {
  const list = quoteAll([ROW_ID, ...columns]);
  const rows = (condition: string) => `(select ${list} from ${tableName(table)} where ${condition})`;
  return {
    before: rows(`"$ins" <= ${from} and "$del" > ${from} and "$del" <= ${to}`),
    after: rows(`"$ins" > ${from} and "$ins" <= ${to} and "$del" > ${to}`),
    appended: rows(`"$ins" > ${from} and "$ins" <= ${to} and not "$upd"`),
  };
}
