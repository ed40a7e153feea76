/** Queries: WITH, set operations, ORDER BY, LIMIT. docs.snowflake.com/en/sql-reference/constructs */
import type {
  CommonTable,
  OrderBy,
  OrderItem,
  Query,
  QueryBody,
  Row,
  RowLimit,
  SetOperation,
  Span,
  Values,
  With,
} from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseSelect } from "./select.ts";

/** SELECT, WITH or VALUES is next. A parenthesis may begin a query too, but need not. */
export function isQueryStart(c: Cursor): boolean {
  return c.isAnyWord(["SELECT", "WITH", "VALUES"]);
}

/** After a query in parentheses: it is an operand of a set operation, or is ordered or limited. */
export function isQueryContinuation(c: Cursor): boolean {
  return c.isAnyWord(["UNION", "EXCEPT", "MINUS", "INTERSECT", "ORDER", "LIMIT", "OFFSET", "FETCH"]);
}

export function parseQuery(c: Cursor): Query {
  return c.nest(() => {
    const start = c.token;
    const withClause = c.isWords("WITH") ? parseWith(c) : undefined;
    const body = parseSetOperations(c, parseOperandQuery(c), 0);
    return { kind: "query", with: withClause, body, ...parseQueryEnd(c), span: c.span(start) };
  });
}

/** Goes on after `(query)` was read as the first operand. */
export function continueQuery(c: Cursor, first: Query, span: Span): Query {
  const nested: QueryBody = { kind: "nested", query: first, span };
  const body = parseSetOperations(c, nested, 0);
  return { kind: "query", with: undefined, body, ...parseQueryEnd(c), span: c.spanSince(nested) };
}

function parseQueryEnd(c: Cursor): Pick<Query, "orderBy" | "limit" | "forUpdate"> {
  const orderBy = c.isWords("ORDER", "BY") ? parseOrderBy(c) : undefined;
  return { orderBy, limit: parseLimit(c), forUpdate: c.accept("FOR", "UPDATE") };
}

function parseWith(c: Cursor): With {
  const start = c.token;
  c.expect("WITH");
  const recursive = c.accept("RECURSIVE");
  const tables = c.list(() => parseCommonTable(c));
  return { kind: "with", recursive, tables, span: c.span(start) };
}

function parseCommonTable(c: Cursor): CommonTable {
  const start = c.token;
  const name = c.identifier();
  const columns = c.isOperator("(") ? c.identifiers() : [];
  c.expect("AS");
  const query = c.parenthesised(() => parseQuery(c));
  return { kind: "commonTable", name, columns, query, span: c.span(start) };
}

const SET_STRENGTH: Record<string, number> = { UNION: 1, EXCEPT: 1, MINUS: 1, INTERSECT: 2 };

/** INTERSECT binds more strongly than UNION and EXCEPT. docs.snowflake.com/en/sql-reference/operators-query */
function parseSetOperations(c: Cursor, first: QueryBody, strongerThan: number): QueryBody {
  let left = first;
  for (;;) {
    const word = c.token.type === "word" ? c.token.value : "";
    const strength = SET_STRENGTH[word] ?? 0;
    if (strength <= strongerThan) return left;
    c.advance();
    const operator = (word === "MINUS" ? "EXCEPT" : word) as SetOperation["operator"];
    const quantifier = c.acceptAny("ALL", "DISTINCT");
    const byName = c.accept("BY", "NAME");
    const right = parseSetOperations(c, parseOperandQuery(c), strength);
    left = { kind: "setOperation", operator, quantifier, byName, left, right, span: c.spanSince(left) };
  }
}

function parseOperandQuery(c: Cursor): QueryBody {
  const start = c.token;
  if (c.isOperator("(")) {
    const query = c.parenthesised(() => parseQuery(c));
    return { kind: "nested", query, span: c.span(start) };
  }
  return c.isWords("VALUES") ? parseValues(c) : parseSelect(c);
}

export function parseValues(c: Cursor): Values {
  const start = c.token;
  c.expect("VALUES");
  return { kind: "values", rows: c.list(() => parseRow(c)), span: c.span(start) };
}

function parseRow(c: Cursor): Row {
  const start = c.token;
  const items = c.parenthesisedList(() => parseValue(c));
  return { kind: "row", items, span: c.span(start) };
}

/** An expression or DEFAULT, as INSERT, UPDATE and MERGE take it. */
export function parseValue(c: Cursor) {
  const start = c.token;
  const next = c.peek(1);
  const alone =
    c.isWords("DEFAULT") && (next.type === "end" || next.type === "word" || [",", ")", ";"].includes(next.value));
  if (!alone) return parseExpression(c);
  c.advance();
  return { kind: "default" as const, span: c.span(start) };
}

export function parseOrderBy(c: Cursor): OrderBy {
  const start = c.token;
  c.expect("ORDER", "BY");
  if (c.accept("ALL")) return { kind: "orderBy", all: parseDirection(c), items: [], span: c.span(start) };
  return { kind: "orderBy", all: undefined, items: c.list(() => parseOrderItem(c)), span: c.span(start) };
}

function parseOrderItem(c: Cursor): OrderItem {
  const start = c.token;
  const expression = parseExpression(c);
  return { kind: "orderItem", expression, ...parseDirection(c), span: c.span(start) };
}

function parseDirection(c: Cursor): Pick<OrderItem, "direction" | "nulls"> {
  const direction = c.acceptAny("ASC", "DESC");
  const nulls = c.accept("NULLS") ? c.expectAny("FIRST", "LAST") : undefined;
  return { direction, nulls };
}

/** docs.snowflake.com/en/sql-reference/constructs/limit */
function parseLimit(c: Cursor): RowLimit | undefined {
  const start = c.token;
  if (c.accept("LIMIT")) {
    const count = parseExpression(c);
    const offset = c.accept("OFFSET") ? parseOffset(c) : undefined;
    return { kind: "rowLimit", form: "limit", count, offset, span: c.span(start) };
  }
  const offset = c.accept("OFFSET") ? parseOffset(c) : undefined;
  if (!c.accept("FETCH")) {
    if (offset === undefined) return undefined;
    return { kind: "rowLimit", form: "fetch", count: undefined, offset, span: c.span(start) };
  }
  c.acceptAny("FIRST", "NEXT");
  const count = parseExpression(c);
  c.acceptAny("ROW", "ROWS");
  c.accept("ONLY");
  return { kind: "rowLimit", form: "fetch", count, offset, span: c.span(start) };
}

function parseOffset(c: Cursor) {
  const offset = parseExpression(c);
  c.acceptAny("ROW", "ROWS");
  return offset;
}
