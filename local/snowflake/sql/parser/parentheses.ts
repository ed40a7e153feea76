/** What begins with `(`: a query, an expression in parentheses, or a row. Decided without going back. */
import type { Expression, Parenthesised, Query, Row, Subquery } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { continueQuery, isQueryContinuation, isQueryStart, parseQuery } from "./queries.ts";

export function parseParenthesised(c: Cursor): Parenthesised | Row | Subquery {
  const start = c.token;
  c.expectOperator("(");
  if (isQueryStart(c)) return closeSubquery(c, start, parseQuery(c));
  if (c.acceptOperator(")")) return { kind: "row", items: [], span: c.span(start) };
  const first = parseListItem(c);
  // `((select 1) union (select 2))`: the first operand looked like a scalar subquery.
  if (first.kind === "subquery" && isQueryContinuation(c)) {
    return closeSubquery(c, start, continueQuery(c, first.query, first.span));
  }
  const items = [first];
  while (c.acceptOperator(",")) items.push(parseListItem(c));
  c.expectOperator(")");
  if (items.length > 1) return { kind: "row", items, span: c.span(start) };
  return { kind: "paren", expression: first, span: c.span(start) };
}

/** `**array` may stand in an IN list. docs.snowflake.com/en/sql-reference/operators-expansion */
function parseListItem(c: Cursor): Expression {
  const start = c.token;
  if (!c.acceptOperator("**")) return parseExpression(c);
  return { kind: "spread", operand: parseExpression(c), span: c.span(start) };
}

function closeSubquery(c: Cursor, start: Cursor["token"], query: Query): Subquery {
  c.expectOperator(")");
  return { kind: "subquery", query, span: c.span(start) };
}
