/** CALL SYSTEM$...: the twin's own procedures. Those of users are executed by `procedures/`. */
import { setTimeout as sleep } from "node:timers/promises";
import { taskSystemCalls } from "../changes/task-system-functions.ts";
import { notInTwin } from "../errors.ts";
import { notificationCalls } from "../notifications/send.ts";
import type { Call, FunctionCall, Query } from "../sql/ast/index.ts";
import type { ExecutionContext, StatementResult } from "./context.ts";
import { canceled } from "./duckdb-errors.ts";
import { booleanType, column, tableResult } from "./literal-result.ts";
import { readExpressions } from "./session-variables.ts";
import { statementTypes } from "./statement-types.ts";

/** https://docs.snowflake.com/en/sql-reference/functions/system_wait */
const unitMs: Readonly<Record<string, number>> = {
  MILLISECONDS: 1,
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
};

/** Functions and procedures that wait or change something; values are text. */
const systemCalls: typeof taskSystemCalls = { ...taskSystemCalls, ...notificationCalls };

export const isSystemCall = ({ name }: Call): boolean => (name.parts.at(-1)?.value ?? "").startsWith("SYSTEM$");

/** `select system$task_dependents_enable('t')`: a function that changes something, selected alone, is a call of it. */
export function soleSystemCall({ body, with: tables, orderBy, limit, span }: Query): Call | undefined {
  if (body.kind !== "select" || body.from !== undefined || tables !== undefined || orderBy !== undefined)
    return undefined;
  const [item, ...others] = body.items;
  if (item?.kind !== "selectExpression" || others.length > 0 || limit !== undefined || body.where !== undefined)
    return undefined;
  const { expression } = item;
  if (expression.kind !== "functionCall" || taskSystemCalls[expression.name.parts.at(-1)?.value ?? ""] === undefined) {
    return undefined;
  }
  return {
    kind: "call",
    span,
    name: expression.name,
    arguments: expression.arguments,
    into: undefined,
    with: undefined,
  };
}

/** One row, one column with the function's name. */
export async function callSystem(context: ExecutionContext, statement: Call): Promise<StatementResult> {
  const name = statement.name.parts.at(-1)?.value ?? "";
  if (name === "SYSTEM$WAIT")
    return tableResult([column(name)], [[await wait(context, statement)]], statementTypes.CALL);
  const act = systemCalls[name];
  if (act !== undefined) {
    const values = await readExpressions(context, statement.arguments);
    const answer = await act(
      context,
      values.map(({ value }) => value),
    );
    const type = typeof answer === "boolean" ? booleanType : undefined;
    return tableResult([column(name, type)], [[answer]], statementTypes.CALL);
  }
  const call: FunctionCall = {
    kind: "functionCall",
    span: statement.span,
    name: statement.name,
    arguments: statement.arguments,
    quantifier: undefined,
    orderBy: undefined,
    withinGroup: undefined,
    nulls: undefined,
    nullsInside: false,
    from: undefined,
    over: undefined,
  };
  const { sql, type, nullable } = context.compileExpression(call);
  return {
    typeId: statementTypes.CALL,
    columns: [{ name, type, nullable }],
    rows: { kind: "query", sql: `select ${sql}` },
  };
}

async function wait({ signal }: ExecutionContext, { arguments: args, span }: Call): Promise<string> {
  const [amount, unit] = args;
  if (amount?.kind !== "number" || (unit !== undefined && unit.kind !== "string")) {
    throw notInTwin(span, "SYSTEM$WAIT of a computed time", "Write the number.");
  }
  const word = (unit?.value ?? "SECONDS").toUpperCase();
  const each = unitMs[word];
  if (each === undefined) throw notInTwin(span, `SYSTEM$WAIT in ${word}`, `Use ${Object.keys(unitMs).join(", ")}.`);
  try {
    await sleep(Number(amount.text) * each, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? canceled() : error;
  }
  return `waited ${amount.text} ${word.toLowerCase()}`;
}
