/** DELETE … USING. https://docs.snowflake.com/en/sql-reference/sql/delete */
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { statementTypes } from "../engine/statement-types.ts";
import type { Delete } from "../sql/ast/index.ts";
import { ROW_ID } from "../storage/port.ts";
import { nodesAt } from "./nodes.ts";
import { countsResult } from "./row-counts.ts";
import { asSource } from "./row-select.ts";
import { runDml } from "./run-dml.ts";
import { targetTable } from "./target.ts";
import { targetQualifier, withTarget } from "./update.ts";

export async function deleteRows(context: ExecutionContext, statement: Delete): Promise<StatementResult> {
  const table = targetTable(context, statement.target);
  const nodes = nodesAt(statement.span);
  const qualifier = targetQualifier(table, statement.alias, statement.using !== undefined);
  const query = nodes.select(
    [nodes.item(nodes.column(...qualifier, ROW_ID))],
    withTarget(nodes, statement.target, statement.alias, statement.using),
    statement.where,
  );
  const deleted = await runDml(context, {
    request: { change: [table.table] },
    plan: (compile) => `select c0 from ${asSource(compile.query(query))}`,
    apply: (unit, rowIds) =>
      statement.where === undefined && statement.using === undefined
        ? unit.removeAll(table.table)
        : unit.remove(table.table, rowIds),
  });
  return countsResult(statementTypes.DELETE, [["number of rows deleted", deleted]], { deleted });
}
