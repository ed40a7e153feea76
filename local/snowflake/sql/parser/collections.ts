/** `[…]`, `{…}`, and `*` with its options. docs.snowflake.com/en/sql-reference/data-types-semistructured */
import type { ArrayLiteral, ColumnReference, Identifier, ObjectLiteral, OdbcEscape, Star } from "../ast/index.ts";
import type { Token } from "../tokens.ts";
import { parseVariable } from "./binds.ts";
import { parseArgument } from "./calls.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { continueName, parseString } from "./names.ts";

export function parseArrayLiteral(c: Cursor): ArrayLiteral {
  const start = c.token;
  c.expectOperator("[");
  const items = c.isOperator("]") ? [] : c.list(() => parseArgument(c));
  c.expectOperator("]");
  return { kind: "array", items, span: c.span(start) };
}

/** An object, or an ODBC escape such as `{fn now()}` or `{d '2026-01-31'}`. */
export function parseBraces(c: Cursor): ObjectLiteral | OdbcEscape {
  const start = c.token;
  c.expectOperator("{");
  const isEscape = c.isAnyWord(["FN", "D", "T", "TS"]) && !c.isOperator(":", 1) && !c.isOperator(".", 1);
  if (isEscape) {
    const form = c.expectAny("FN", "D", "T", "TS");
    const expression = form === "FN" ? parseExpression(c) : parseString(c);
    c.expectOperator("}");
    return { kind: "odbcEscape", escape: form, expression, span: c.span(start) };
  }
  const entries = c.isOperator("}") ? [] : c.list(() => parseEntry(c));
  c.expectOperator("}");
  return { kind: "object", entries, span: c.span(start) };
}

function parseEntry(c: Cursor): ObjectLiteral["entries"][number] {
  const start = c.token;
  if (isStar(c)) return parseStar(c);
  if (c.acceptOperator("**")) return { kind: "spread", operand: parseExpression(c), span: c.span(start) };
  const key = parseKey(c);
  c.expectOperator(":");
  return { kind: "entry", key, value: parseExpression(c), span: c.span(start) };
}

function parseKey(c: Cursor) {
  if (c.token.type === "string") return parseString(c);
  if (c.token.type !== "variable") return c.identifier();
  const variable = parseVariable(c);
  return variable.kind === "variable" ? variable : c.fail(c.previous);
}

/** True for `*`, `t.*`, `db.s.t.*`. Looks no further than the name. */
export function isStar(c: Cursor): boolean {
  let ahead = 0;
  while (c.isOperator(".", ahead + 1) && (ahead === 0 ? c.isIdentifier(0) : isName(c.peek(ahead)))) ahead += 2;
  return c.isOperator("*", ahead);
}

const isName = ({ type }: Token) => type === "word" || type === "quoted";

/** docs.snowflake.com/en/sql-reference/sql/select: ILIKE, EXCLUDE, REPLACE, RENAME in this order. */
export function parseStar(c: Cursor): Star {
  const start = c.token;
  const qualifier: Identifier[] = [];
  while (!c.acceptOperator("*")) {
    qualifier.push(c.anyIdentifier());
    c.expectOperator(".");
  }
  const ilike = c.accept("ILIKE") ? parseString(c) : undefined;
  const exclude = c.accept("EXCLUDE") ? oneOrMore(c, () => parseColumnName(c)) : [];
  const replace = c.isWords("REPLACE") && c.isOperator("(", 1) ? parseReplacements(c) : [];
  const rename = c.accept("RENAME") ? oneOrMore(c, () => parseRenaming(c)) : [];
  return { kind: "star", qualifier, ilike, exclude, replace, rename, span: c.span(start) };
}

function oneOrMore<T>(c: Cursor, item: () => T): T[] {
  return c.isOperator("(") ? c.parenthesisedList(item) : [item()];
}

function parseReplacements(c: Cursor): Star["replace"] {
  c.expect("REPLACE");
  return c.parenthesisedList(() => {
    const expression = parseExpression(c);
    c.expect("AS");
    return { expression, alias: c.identifier() };
  });
}

function parseRenaming(c: Cursor): Star["rename"][number] {
  const column = parseColumnName(c);
  c.expect("AS");
  return { column, alias: c.identifier() };
}

/** `a`, `t.a`. */
export function parseColumnName(c: Cursor): ColumnReference {
  const start = c.token;
  const parts = [c.identifier()];
  continueName(c, parts);
  return { kind: "column", parts, span: c.span(start) };
}
