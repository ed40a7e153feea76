/** SELECT, EXPLAIN, and a statement's columns without running it. */

import { notInTwin } from "../errors.ts";
import { describeCall } from "../procedures/describe-call.ts";
import type { Query, Statement } from "../sql/ast/index.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";
import { checkTypes } from "../sql/binder/check-types.ts";
import { callSystem, isSystemCall, soleSystemCall } from "./call-system.ts";
import type { ExecutionContext, Executors, StatementResult } from "./context.ts";
import { column, numberType, tableResult } from "./literal-result.ts";
import { statementTypes } from "./statement-types.ts";

export const queryExecutors: Executors = {
  query: async (context, statement) => {
    const call = soleSystemCall(statement);
    return call === undefined ? queryResult(context, statement) : callSystem(context, call);
  },
  explain: async (context, statement) => explain(context, statement.statement),
};

async function queryResult(context: ExecutionContext, query: Query): Promise<StatementResult> {
  const compiled = context.compileQuery(query);
  if (context.checksTypes === true) await checkTypes(context.connection, compiled);
  const { columns, sql } = compiled;
  return { typeId: statementTypes.SELECT, columns, rows: { kind: "query", sql } };
}

/** The columns that a query would have; other statements are described by their status column. */
export async function describeColumns(context: ExecutionContext, statement: Statement): Promise<StatementResult> {
  if (statement.kind === "query") {
    const { columns } = context.compileQuery(statement);
    return { typeId: statementTypes.SELECT, columns, rows: { kind: "rows", rows: [] } };
  }
  if (statement.kind === "block" || (statement.kind === "call" && !isSystemCall(statement))) {
    return tableResult(await describeCall(context, statement), [], statementTypes.CALL);
  }
  return tableResult([column("status")], [], statementTypes.DDL);
}

/**
 * A plan in EXPLAIN's columns: one step for the result and one for each table that is read. Partition figures are null: the twin has none.
 * https://docs.snowflake.com/en/sql-reference/sql/explain
 */
async function explain(context: ExecutionContext, statement: Statement): Promise<StatementResult> {
  const { operation, query } = explained(statement);
  const compiled = context.compileQuery(query);
  const columns = [
    column("step", numberType),
    column("id", numberType),
    column("parentOperators"),
    column("operation"),
    column("objects"),
    column("alias"),
    column("expressions"),
    column("partitionsTotal", numberType),
    column("partitionsAssigned", numberType),
    column("bytesAssigned", numberType),
  ];
  return tableResult(columns, planRows(operation, compiled), statementTypes.EXPLAIN);
}

/** Statements that write what one query gives are explained by it. */
function explained(statement: Statement): { operation: string; query: Query } {
  if (statement.kind === "query") return { operation: "Result", query: statement };
  if (statement.kind === "insert") return { operation: "Insert", query: statement.source };
  if (statement.kind === "createTable" && statement.source.form === "query")
    return { operation: "CreateTableAsSelect", query: statement.source.query };
  throw notInTwin(statement.span, "EXPLAIN of this statement", "Explain its query.");
}

function planRows(operation: string, { columns, reads }: CompiledQuery): (string | number | null)[][] {
  const names = columns.map(({ name }) => name).join(", ");
  const result = [1, 0, null, operation, null, null, names, null, null, null];
  const scans = reads.map(({ path, columns: read }, at) => [
    1,
    at + 1,
    "[0]",
    "TableScan",
    path?.join(".") ?? null,
    null,
    read
      .filter(({ hidden }) => hidden !== true)
      .map(({ name }) => name)
      .join(", "),
    null,
    null,
    null,
  ]);
  return [[null, null, null, "GlobalStats", null, null, null, null, null, null], result, ...scans];
}
