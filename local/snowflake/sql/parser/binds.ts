/** `?`, `:1`, `:name`, `$name`, `$1`. docs.snowflake.com/en/sql-reference/bind-variables */
import type { Bind, PositionalColumn, SessionVariable } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";

export function isBind(c: Cursor): boolean {
  if (c.isOperator("?")) return true;
  const next = c.peek(1).type;
  return c.isOperator(":") && (next === "number" || next === "word");
}

export function parseBind(c: Cursor): Bind {
  const start = c.token;
  if (!isBind(c)) c.fail();
  c.advance();
  if (start.value === "?") {
    c.binds += 1;
    return { kind: "bind", style: "question", ordinal: c.binds, name: "", span: c.span(start) };
  }
  if (c.token.type === "number") {
    if (!/^[1-9]\d{0,4}$/.test(c.token.value)) c.fail();
    const ordinal = Number(c.advance().value);
    return { kind: "bind", style: "numbered", ordinal, name: "", span: c.span(start) };
  }
  const { value: name } = c.anyIdentifier();
  return { kind: "bind", style: "named", ordinal: 0, name, span: c.span(start) };
}

export function parseVariable(c: Cursor): PositionalColumn | SessionVariable {
  const token = c.token;
  if (token.type !== "variable") c.fail();
  c.advance();
  const name = token.value.slice(1);
  if (/^0|^\d{6}/.test(name)) c.fail(token);
  if (!/^\d/.test(name)) return { kind: "variable", name, span: c.span(token) };
  return { kind: "positional", qualifier: [], index: Number(name), span: c.span(token) };
}
