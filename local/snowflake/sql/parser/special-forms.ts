/** Expressions with a grammar of their own: CASE, CAST, EXISTS, EXTRACT, POSITION, INTERVAL. */
import type { Case, Cast, Exists, Expression, Extract, IntervalLiteral } from "../ast/index.ts";
import { parseCall } from "./calls.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression, parseOperand } from "./expressions.ts";
import { parseString } from "./names.ts";
import { parseQuery } from "./queries.ts";
import { parseType } from "./types.ts";

export function parseCase(c: Cursor): Case {
  const start = c.token;
  c.expect("CASE");
  const operand = c.isWords("WHEN") ? undefined : parseExpression(c);
  const branches: Case["branches"] = [];
  do {
    c.expect("WHEN");
    const when = parseExpression(c);
    c.expect("THEN");
    // biome-ignore lint/suspicious/noThenProperty: the word of the language; a branch is never awaited
    branches.push({ when, then: parseExpression(c) });
  } while (c.isWords("WHEN"));
  const otherwise = c.accept("ELSE") ? parseExpression(c) : undefined;
  c.expect("END");
  return { kind: "case", operand, branches, otherwise, span: c.span(start) };
}

/** `cast(x as type [rename fields])`. docs.snowflake.com/en/sql-reference/functions/cast */
export function parseCastCall(c: Cursor): Cast {
  const start = c.token;
  const form = c.expectAny("CAST", "TRY_CAST");
  c.expectOperator("(");
  const operand = parseExpression(c);
  c.expect("AS");
  const type = parseType(c);
  const structure = c.isAnyWord(["RENAME", "ADD"]) ? c.list(() => parseStructure(c)) : [];
  c.expectOperator(")");
  return { kind: "cast", form, operand, type, structure, span: c.span(start) };
}

function parseStructure(c: Cursor): Cast["structure"][number] {
  const word = c.expectAny("RENAME", "ADD");
  c.expect("FIELDS");
  return `${word} FIELDS`;
}

export function parseExists(c: Cursor): Exists {
  const start = c.token;
  c.expect("EXISTS");
  const query = c.parenthesised(() => parseQuery(c));
  return { kind: "exists", query, span: c.span(start) };
}

/** `extract(year from d)`. docs.snowflake.com/en/sql-reference/functions/extract */
export function parseExtract(c: Cursor): Extract {
  const start = c.token;
  const name = c.expectAny("EXTRACT", "DATE_PART");
  c.expectOperator("(");
  const part = c.token.type === "string" ? parseString(c) : c.identifier();
  c.expect("FROM");
  const operand = parseExpression(c);
  c.expectOperator(")");
  return { kind: "extract", function: name, part, operand, span: c.span(start) };
}

/** `position(a in b)`; with a comma it is a function like any other. docs.snowflake.com/en/sql-reference/functions/position */
export function parsePosition(c: Cursor): Expression {
  const start = c.token;
  const name = c.anyIdentifier();
  c.expectOperator("(");
  const needle = parseOperand(c);
  if (c.accept("IN")) {
    const haystack = parseExpression(c);
    c.expectOperator(")");
    return { kind: "positionIn", needle, haystack, span: c.span(start) };
  }
  const objectName = { kind: "name" as const, parts: [name], dynamic: undefined, span: name.span };
  return parseCall(c, objectName, needle);
}

const UNITS = ["YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND"];

/** docs.snowflake.com/en/sql-reference/data-types-datetime#interval-constants */
export function parseInterval(c: Cursor): IntervalLiteral {
  const start = c.token;
  c.expect("INTERVAL");
  const value = parseString(c);
  const unit = c.acceptAny(...UNITS);
  const toUnit = unit !== undefined && c.accept("TO") ? c.expectAny(...UNITS) : undefined;
  return { kind: "interval", value, unit, toUnit, span: c.span(start) };
}
