/** CALL and EXECUTE. docs.snowflake.com/en/sql-reference/sql/call, …/execute-immediate, …/execute-task */
import type { AnonymousProcedure, Call, ExecuteAlert, ExecuteImmediate, ExecuteTask } from "../ast/index.ts";
import { parseBind } from "./binds.ts";
import { parseArgument } from "./calls.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseLocation, parseObjectName } from "./names.ts";
import { parseNestedProcedure } from "./nested-procedures.ts";
import { parseOptions } from "./options.ts";

export function parseCall(c: Cursor): Call {
  const start = c.token;
  const withProcedure = c.accept("WITH") ? parseAnonymousProcedure(c) : undefined;
  c.expect("CALL");
  const name = parseObjectName(c);
  const args = c.optionalItems(() => parseArgument(c));
  const into = c.accept("INTO") ? parseBind(c) : undefined;
  return { kind: "call", name, arguments: args, into, with: withProcedure, span: c.span(start) };
}

/** docs.snowflake.com/en/sql-reference/sql/call-with */
function parseAnonymousProcedure(c: Cursor): AnonymousProcedure {
  const start = c.token;
  const name = c.identifier();
  c.expect("AS");
  const definition = parseNestedProcedure(c, name);
  return { kind: "anonymousProcedure", name, definition, span: c.span(start) };
}

export function parseExecute(c: Cursor): ExecuteImmediate | ExecuteTask | ExecuteAlert {
  const start = c.token;
  c.expect("EXECUTE");
  if (c.accept("TASK")) {
    const name = parseObjectName(c);
    const retryLast = c.accept("RETRY", "LAST");
    if (!retryLast && c.accept("USING")) {
      // `using config = '…'`
      return { kind: "executeTask", name, retryLast, options: parseOptions(c), span: c.span(start) };
    }
    return { kind: "executeTask", name, retryLast, options: [], span: c.span(start) };
  }
  if (c.accept("ALERT")) return { kind: "executeAlert", name: parseObjectName(c), span: c.span(start) };
  c.expect("IMMEDIATE");
  if (c.accept("FROM")) {
    const from = parseLocation(c);
    const using = c.accept("USING") ? c.parenthesisedList(() => parseArgument(c)) : [];
    const options = parseOptions(c);
    return { kind: "executeImmediate", statement: undefined, from, using, options, span: c.span(start) };
  }
  const statement = parseExpression(c);
  const using = c.accept("USING") ? c.parenthesisedList(() => parseExpression(c)) : [];
  return { kind: "executeImmediate", statement, from: undefined, using, options: [], span: c.span(start) };
}
