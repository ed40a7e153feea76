/** SELECT, and a statement's columns without running it. */
import { describeCall } from "../procedures/describe-call.ts";
import type { Query, Statement } from "../sql/ast/index.ts";
import { checkTypes } from "../sql/binder/check-types.ts";
import { callSystem, isSystemCall, soleSystemCall } from "./call-system.ts";
import type { ExecutionContext, Executors, StatementResult } from "./context.ts";
import { column, tableResult } from "./literal-result.ts";
import { planQuery } from "./plan-cache.ts";
import { statementTypes } from "./statement-types.ts";

export const queryExecutors: Executors = {
  query: async (context, statement) => {
    const call = soleSystemCall(statement);
    return call === undefined ? queryResult(context, statement) : callSystem(context, call);
  },
};

async function queryResult(context: ExecutionContext, query: Query): Promise<StatementResult> {
  const { compiled, lastRun } = planQuery(context, query);
  if (context.checksTypes === true) await checkTypes(context.connection, compiled);
  const { columns, sql } = compiled;
  return { typeId: statementTypes.SELECT, columns, rows: { kind: "query", sql, ...(lastRun && { lastRun }) } };
}

/** The columns that a query would have; other statements are described by their status column. */
export async function describeColumns(context: ExecutionContext, statement: Statement): Promise<StatementResult> {
  if (statement.kind === "query") {
    const { columns } = planQuery(context, statement).compiled;
    return { typeId: statementTypes.SELECT, columns, rows: { kind: "rows", rows: [] } };
  }
  if (statement.kind === "block" || (statement.kind === "call" && !isSystemCall(statement))) {
    return tableResult(await describeCall(context, statement), [], statementTypes.CALL);
  }
  return tableResult([column("status")], [], statementTypes.DDL);
}
