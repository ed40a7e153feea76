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
