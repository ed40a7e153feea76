/** What a statement would answer, for clients that ask before they run it: columns and type, no rows. */
import { countsResult } from "../dml/row-counts.ts";
import type { Merge, Statement } from "../sql/ast/index.ts";
import type { ExecutionContext, Executor, StatementResult } from "./context.ts";
import { describeColumns } from "./query.ts";
import { statementTypes } from "./statement-types.ts";

/** Listings are made for their columns, which change nothing; DML has the columns of its row counts. */
export async function describedResult(
  context: ExecutionContext,
  statement: Statement,
  executor: Executor | undefined,
): Promise<StatementResult> {
  switch (statement.kind) {
    case "show":
    case "describe":
    case "list":
    case "explain":
      if (executor === undefined) break;
      return { ...(await executor(context, statement)), rows: { kind: "rows", rows: [] } };
    case "insert":
      return counts(statementTypes.INSERT, ["number of rows inserted"]);
    case "update":
      return counts(statementTypes.UPDATE, ["number of rows updated", "number of multi-joined rows updated"]);
    case "delete":
      return counts(statementTypes.DELETE, ["number of rows deleted"]);
    case "merge":
      return counts(statementTypes.MERGE, mergeCounts(statement));
  }
  return describeColumns(context, statement);
}

const counts = (typeId: number, names: readonly string[]): StatementResult => ({
  ...countsResult(
    typeId,
    names.map((name) => [name, 0]),
    {},
  ),
  rows: { kind: "rows", rows: [] },
});

/** MERGE counts what its clauses can do. */
function mergeCounts({ clauses }: Merge): string[] {
  const does = (kind: string) => clauses.some(({ action }) => action.kind.startsWith(kind));
  const counted = [
    ["insert", "inserted"],
    ["update", "updated"],
    ["delete", "deleted"],
  ] as const;
  return counted.filter(([kind]) => does(kind)).map(([, name]) => `number of rows ${name}`);
}
