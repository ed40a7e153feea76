/** What follows an operand: casts, semi-structured paths, collation. docs.snowflake.com/en/user-guide/querying-semistructured */
import type { Expression, PathSegment } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseString } from "./names.ts";
import { parseType } from "./types.ts";

export function parsePostfix(c: Cursor, operand: Expression): Expression {
  let result = operand;
  for (let links = 0; ; links += 1) {
    c.limit(links);
    if (c.acceptOperator("::")) {
      const type = parseType(c);
      result = { kind: "cast", form: "::", operand: result, type, structure: [], span: c.spanSince(result) };
    } else if (startsPath(c, result)) {
      const segments = parseSegments(c, result);
      result = { kind: "path", base: result, segments, span: c.spanSince(result) };
    } else if (c.accept("COLLATE")) {
      result = { kind: "collate", operand: result, collation: parseString(c), span: c.spanSince(result) };
    } else {
      return result;
    }
  }
}

function startsPath(c: Cursor, base: Expression): boolean {
  if (c.isOperator("[")) return true;
  if (isKey(c, 1)) return c.isOperator(":") || (c.isOperator(".") && takesDot(base));
  return false;
}

/** After these a dot is a path; after a column it was already read as part of the name. */
function takesDot(base: Expression): boolean {
  return ["positional", "functionCall", "paren", "subquery", "variable", "identifierCall"].includes(base.kind);
}

function isKey(c: Cursor, ahead: number): boolean {
  const { type } = c.peek(ahead);
  return type === "word" || type === "quoted";
}

function parseSegments(c: Cursor, base: Expression): PathSegment[] {
  const segments: PathSegment[] = [];
  for (;;) {
    if (c.acceptOperator("[")) {
      segments.push({ kind: "index", index: parseExpression(c) });
      c.expectOperator("]");
      continue;
    }
    const dot = c.isOperator(".") && (segments.length > 0 || takesDot(base));
    if (!isKey(c, 1) || !(dot || c.isOperator(":"))) return segments;
    const separator = c.advance().value as "." | ":";
    const { text: key, quoted } = c.anyIdentifier();
    segments.push({ kind: "key", separator, key, quoted });
  }
}
