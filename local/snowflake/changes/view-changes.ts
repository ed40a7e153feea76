/** Changes of a view's rows: the view's query over the changed rows of its tables, or, with joins, over both states. */
import type { ViewDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { notInTwin } from "../errors.ts";
import type { Query } from "../sql/ast/index.ts";
import { parseStatement } from "../sql/parser/index.ts";
import { quote } from "../storage/layout.ts";
import type { ChangePoint, ReadView, TableId } from "../storage/port.ts";
import { ROW_ID } from "../storage/port.ts";
import { difference } from "../storage/visibility.ts";
import { asInserts, netChange } from "./change-rows.ts";
import { type Keyed, keyedQuery } from "./keyed-query.ts";

interface ViewSpan {
  from: ReadonlyMap<TableId, ChangePoint>;
  to: ReadonlyMap<TableId, ChangePoint>;
  appendOnly: boolean;
  isInitial: boolean;
}

/** The tables that the view's rows come from. Throws for a view that can have no stream. */
export const viewTables = (context: ExecutionContext, view: ViewDefinition): TableId[] => [
  ...keyed(context, view).tables,
];

const keyed = (context: ExecutionContext, view: ViewDefinition): Keyed =>
  keyedQuery(context, parseStatement(view.query) as Query, view);

type RowsOf = (table: TableId, columns: readonly string[]) => string;

export function viewChanges(context: ExecutionContext, view: ViewDefinition, read: ReadView, span: ViewSpan): string {
  const query = keyed(context, view);
  const names = view.columns.map(({ name }) => name);
  const origin = `v${view.id}`;
  const rows = (rowsOf: RowsOf) => compiledRows(context, view, query, read, rowsOf);
  const stateAt = (points: ReadonlyMap<TableId, ChangePoint>): RowsOf => {
    return (table, columns) => read.relation(table, columns, { at: points.get(table) ?? 0, withRowId: true });
  };
  const changed = (part: "before" | "after" | "appended"): RowsOf => {
    return (table, columns) => difference(table, columns, span.from.get(table) ?? 0, span.to.get(table) ?? 0)[part];
  };
  if (span.isInitial) return asInserts(rows(stateAt(span.to)), names, origin);
  if (span.appendOnly) {
    if (query.hasJoin) {
      throw notInTwin(undefined, "an append-only stream on a view with a join", "Use a standard stream.");
    }
    return asInserts(rows(changed("appended")), names, origin);
  }
  // Row by row, the view of the changed rows is the change of the view. A join needs all rows of the other side.
  if (!query.hasJoin) return netChange(rows(changed("before")), rows(changed("after")), names, origin);
  return netChange(rows(stateAt(span.from)), rows(stateAt(span.to)), names, origin);
}

/** The view's rows with `"$rid"`, its tables read through `rowsOf`. */
function compiledRows(
  context: ExecutionContext,
  view: ViewDefinition,
  { query }: Keyed,
  read: ReadView,
  rowsOf: RowsOf,
): string {
  const through: ReadView = { pointOf: (table) => read.pointOf(table), relation: rowsOf };
  const { database, schema } = view;
  const compiled = context.compileQuery(query, context.view(through, { includeHidden: true, database, schema }));
  const names = [ROW_ID, ...view.columns.map(({ name }) => name)];
  const list = names.map((name, index) => `c${index} as ${quote(name)}`).join(", ");
  const plain = names.map((_, index) => `c${index}`).join(", ");
  return `(select ${list} from (${compiled.sql}\n) as k(${plain}))`;
}
