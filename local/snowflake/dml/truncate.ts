/** TRUNCATE TABLE. https://docs.snowflake.com/en/sql-reference/sql/truncate-table */
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { executed } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { notInTwin } from "../errors.ts";
import type { Truncate } from "../sql/ast/index.ts";
import { forgetLoads, historyTable } from "../stages/copy/load-history.ts";
import { runDml } from "./run-dml.ts";
import { targetTable } from "./target.ts";

export async function truncate(context: ExecutionContext, statement: Truncate): Promise<StatementResult> {
  if (statement.materializedView) {
    throw notInTwin(statement.span, "TRUNCATE MATERIALIZED VIEW", "Create the view again.");
  }
  const missing = context.catalog.relation(context.path(statement.target, "table")) === undefined;
  if (!(missing && statement.ifExists)) {
    const table = targetTable(context, statement.target);
    const history = await historyTable(context.storage);
    await runDml(context, {
      request: { change: [table.table], append: [history] },
      plan: () => undefined,
      async apply(unit) {
        await unit.removeAll(table.table);
        // So that the same files can be loaded again.
        await forgetLoads(unit, history, table.id);
      },
    });
  }
  return executed(statementTypes.DML);
}
