/** Operands: literals, columns, calls, and everything that begins with a word of its own. */
import type { Expression, Identifier, TypedLiteral } from "../ast/index.ts";
import { parseBind, parseVariable } from "./binds.ts";
import { parseCall, parseMethodCall } from "./calls.ts";
import { parseArrayLiteral, parseBraces } from "./collections.ts";
import type { Cursor } from "./cursor.ts";
import { NOT_A_COLUMN, RESERVED_FUNCTIONS } from "./keywords.ts";
import { continueName, parseObjectName, parseStagePath, parseString } from "./names.ts";
import { parseParenthesised } from "./parentheses.ts";
import { parseCase, parseCastCall, parseExists, parseExtract, parseInterval, parsePosition } from "./special-forms.ts";

const TYPED_LITERALS = ["DATE", "TIME", "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "DATETIME"];

export function parsePrimary(c: Cursor): Expression {
  const token = c.token;
  switch (token.type) {
    case "number":
      c.advance();
      return { kind: "number", text: token.value, span: c.span(token) };
    case "string":
    case "dollar":
      return parseString(c);
    case "stage":
      return parseStagePath(c);
    case "variable":
      return parseVariable(c);
    case "operator":
      return parseOperatorPrimary(c);
    case "quoted":
      return parseNamed(c);
    case "word":
      return parseWord(c);
    default:
      return c.fail();
  }
}

function parseOperatorPrimary(c: Cursor): Expression {
  switch (c.token.value) {
    case "(":
      return parseParenthesised(c);
    case "[":
      return parseArrayLiteral(c);
    case "{":
      return parseBraces(c);
    case "?":
    case ":":
      return parseBind(c);
    default:
      return c.fail();
  }
}

function parseWord(c: Cursor): Expression {
  const start = c.token;
  const isCall = c.isOperator("(", 1);
  if (!isCall && (c.accept("TRUE") || c.accept("FALSE"))) {
    return { kind: "boolean", value: start.value === "TRUE", span: c.span(start) };
  }
  if (c.accept("NULL")) return { kind: "null", span: c.span(start) };
  if (start.value === "CASE") return parseCase(c);
  if (isCall) {
    const special = parseSpecialCall(c);
    if (special !== undefined) return special;
  } else if (c.peek(1).type === "string") {
    const literal = parseLiteralWithWord(c);
    if (literal !== undefined) return literal;
  }
  if (NOT_A_COLUMN.has(start.value)) c.fail();
  return parseNamed(c);
}

function parseSpecialCall(c: Cursor): Expression | undefined {
  switch (c.token.value) {
    case "CAST":
    case "TRY_CAST":
      return parseCastCall(c);
    case "EXISTS":
      return parseExists(c);
    case "EXTRACT":
    case "DATE_PART":
      return c.isWordAt(3, "FROM") ? parseExtract(c) : undefined;
    case "POSITION":
      return parsePosition(c);
    case "IDENTIFIER":
      return parseIdentifierCall(c);
    default:
      return undefined;
  }
}

/** `date '…'`, `interval '…'`, `x'0a'`. */
function parseLiteralWithWord(c: Cursor): Expression | undefined {
  const start = c.token;
  if (start.value === "INTERVAL") return parseInterval(c);
  if (start.value === "X" && c.peek(1).start === start.end) {
    c.advance();
    if (!/^(?:[0-9a-fA-F]{2})*$/.test(c.token.value)) c.fail();
    return { kind: "binaryLiteral", hex: c.stringValue(), span: c.span(start) };
  }
  if (!TYPED_LITERALS.includes(start.value)) return undefined;
  c.advance();
  const type = start.value as TypedLiteral["type"];
  return { kind: "typedLiteral", type, value: c.stringValue(), span: c.span(start) };
}

/** `identifier('f')(…)` is a call, `identifier('t').a` a column. */
function parseIdentifierCall(c: Cursor): Expression {
  const start = c.token;
  const name = parseObjectName(c);
  if (c.isOperator("(")) return parseCall(c, name);
  return { kind: "identifierCall", argument: name.dynamic!.argument, parts: name.parts, span: c.span(start) };
}

/** A column, `t.$1`, `t.*` (as an argument), a function or a method. */
function parseNamed(c: Cursor): Expression {
  const start = c.token;
  const isReservedFunction = RESERVED_FUNCTIONS.has(start.value) && c.isOperator("(", 1);
  const parts: Identifier[] = [isReservedFunction ? c.anyIdentifier() : c.identifier()];
  continueName(c, parts);
  if (c.isOperator(".") && c.peek(1).type === "variable") {
    c.advance();
    const column = parseVariable(c);
    if (column.kind !== "positional") c.fail(c.previous);
    return { ...column, qualifier: parts, span: c.span(start) };
  }
  if (c.isOperator("(")) return parseCall(c, { kind: "name", parts, dynamic: undefined, span: c.span(start) });
  if (c.isOperator("!") && c.isOperator("(", 2)) {
    return parseMethodCall(c, { kind: "name", parts, dynamic: undefined, span: c.span(start) });
  }
  return { kind: "column", parts, span: c.span(start) };
}
