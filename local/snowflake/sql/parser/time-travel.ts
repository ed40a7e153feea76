/** AT, BEFORE and CHANGES. docs.snowflake.com/en/sql-reference/constructs/at-before, …/constructs/changes */
import type { ChangesClause, TimeTravel } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";

/** `at (…)` or `before (…)` when it is next. */
export function parseTimeTravel(c: Cursor): TimeTravel | undefined {
  if (!c.isAnyWord(["AT", "BEFORE"]) || !c.isOperator("(", 1)) return undefined;
  return parsePoint(c, ["AT", "BEFORE"]);
}

function parsePoint(c: Cursor, positions: TimeTravel["position"][]): TimeTravel {
  const start = c.token;
  const position = c.expectAny(...positions);
  c.expectOperator("(");
  const by = c.expectAny("TIMESTAMP", "OFFSET", "STATEMENT", "STREAM", "VERSION");
  c.expectOperator("=>");
  const value = parseExpression(c);
  c.expectOperator(")");
  return { kind: "timeTravel", position, by, value, span: c.span(start) };
}

export function parseChanges(c: Cursor): ChangesClause {
  const start = c.token;
  c.expect("CHANGES");
  c.expectOperator("(");
  c.expect("INFORMATION");
  c.expectOperator("=>");
  const information = c.expectAny("DEFAULT", "APPEND_ONLY");
  c.expectOperator(")");
  const at = parsePoint(c, ["AT", "BEFORE"]);
  const end = c.isWords("END") && c.isOperator("(", 1) ? parsePoint(c, ["END"]) : undefined;
  return { kind: "changes", information, at, end, span: c.span(start) };
}
