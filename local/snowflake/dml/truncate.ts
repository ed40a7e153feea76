/** TRUNCATE TABLE. https://docs.snowflake.com/en/sql-reference/sql/truncate-table */
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { executed } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { notInTwin } from "../errors.ts";
import type { Truncate } from "../sql/ast/index.ts";
import { runDml } from "./run-dml.ts";
import { targetTable } from "./target.ts";

export async function truncate(context: ExecutionContext, statement: Truncate): Promise<StatementResult> {
  if (statement.materializedView) {
    throw notInTwin(statement.span, "TRUNCATE MATERIALIZED VIEW", "Create the view again.");
  }
  const missing = context.catalog.relation(context.path(statement.target, "table")) === undefined;
  if (!(missing && statement.ifExists)) {
    const table = targetTable(context, statement.target);
    await runDml(context, {
      request: { change: [table.table] },
      plan: () => undefined,
      apply: (unit) => unit.removeAll(table.table),
    });
  }
  return executed(statementTypes.DML);
}
