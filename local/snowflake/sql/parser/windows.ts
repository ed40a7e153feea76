/** What follows OVER. docs.snowflake.com/en/sql-reference/functions-window-syntax */
import type { FrameBound, Identifier, WindowFrame, WindowSpecification } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression, parseOperand } from "./expressions.ts";
import { parseOrderBy } from "./queries.ts";

/** `over (…)` or `over name`. */
export function parseOver(c: Cursor): WindowSpecification | Identifier {
  return c.isOperator("(") ? parseWindow(c) : c.identifier();
}

export function parseWindow(c: Cursor): WindowSpecification {
  const start = c.token;
  c.expectOperator("(");
  const base = c.isIdentifier() && !isWindowWord(c) ? c.identifier() : undefined;
  const partitionBy = c.accept("PARTITION", "BY") ? c.list(() => parseExpression(c)) : [];
  const orderBy = c.isWords("ORDER", "BY") ? parseOrderBy(c) : undefined;
  const frame = c.isAnyWord(["ROWS", "RANGE", "GROUPS"]) ? parseFrame(c) : undefined;
  c.expectOperator(")");
  return { kind: "window", base, partitionBy, orderBy, frame, span: c.span(start) };
}

function isWindowWord(c: Cursor): boolean {
  return c.isWords("PARTITION", "BY") || (c.isAnyWord(["RANGE", "GROUPS"]) && !c.isOperator(")", 1));
}

function parseFrame(c: Cursor): WindowFrame {
  const start = c.token;
  const unit = c.expectAny("ROWS", "RANGE", "GROUPS");
  const between = c.accept("BETWEEN");
  const first = parseBound(c);
  if (between) c.expect("AND");
  const end = between ? parseBound(c) : undefined;
  return { kind: "frame", unit, start: first, end, span: c.span(start) };
}

function parseBound(c: Cursor): FrameBound {
  const start = c.token;
  if (c.accept("CURRENT", "ROW"))
    return { kind: "frameBound", bound: "CURRENT ROW", offset: undefined, span: c.span(start) };
  const unbounded = c.accept("UNBOUNDED");
  const offset = unbounded ? undefined : parseOperand(c);
  const direction = c.expectAny("PRECEDING", "FOLLOWING");
  const bound = unbounded ? (`UNBOUNDED ${direction}` as const) : direction;
  return { kind: "frameBound", bound, offset, span: c.span(start) };
}
