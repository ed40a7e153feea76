/** Names of objects, and stage paths. */
import type { Identifier, Location, ObjectName, StagePath, StringLiteral } from "../ast/index.ts";
import { tokenize } from "../lexer.ts";
import type { Token } from "../tokens.ts";
import { isBind, parseBind, parseVariable } from "./binds.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";

/** `db.schema.name`, `db..name`, `identifier(…)`. */
export function parseObjectName(c: Cursor): ObjectName {
  const start = c.token;
  if (c.isWords("IDENTIFIER") && c.isOperator("(", 1)) {
    c.advance();
    const argument = c.parenthesised(() => parseExpression(c));
    const parts: Identifier[] = [];
    while (c.acceptOperator(".")) parts.push(c.anyIdentifier());
    return { kind: "name", parts, dynamic: { form: "identifier", argument }, span: c.span(start) };
  }
  const parts = [c.identifier()];
  continueName(c, parts);
  return { kind: "name", parts, dynamic: undefined, span: c.span(start) };
}

/** The `.b.c` and `..c` after a first part. Stops before `.*`, `.$1`. */
export function continueName(c: Cursor, parts: Identifier[]): void {
  while (c.isOperator(".")) {
    const next = c.peek(1);
    if (next.type === "word" || next.type === "quoted") {
      c.advance();
      parts.push(c.anyIdentifier());
    } else if (c.isOperator(".", 1) && next.start === c.token.end && parts.length === 1) {
      c.advance();
      parts.push(emptyPart(c, c.advance()));
      parts.push(c.anyIdentifier());
    } else return;
  }
}

function emptyPart(c: Cursor, dot: Token): Identifier {
  return { kind: "identifier", value: "", text: "", quoted: false, span: c.span(dot) };
}

export function isStage(c: Cursor, ahead = 0): boolean {
  const token = c.peek(ahead);
  return token.type === "stage" || (token.type === "string" && token.value.startsWith("@"));
}

/** `@stage/path` or `'@stage/path'`. docs.snowflake.com/en/user-guide/querying-stage */
export function parseStagePath(c: Cursor): StagePath {
  const token = c.token;
  if (!isStage(c)) c.fail();
  c.advance();
  const text = token.value;
  return {
    kind: "stagePath",
    text,
    ...splitStage(c, text, token),
    quoted: token.type === "string",
    span: c.span(token),
  };
}

/** A stage, a URL in quotes, or a variable that holds one of them. */
export function parseLocation(c: Cursor): Location {
  if (isStage(c)) return parseStagePath(c);
  if (isBind(c)) return parseBind(c);
  if (c.token.type !== "variable") return parseString(c);
  const variable = parseVariable(c);
  return variable.kind === "variable" ? variable : c.fail(c.previous);
}

export function parseString(c: Cursor): StringLiteral {
  const start = c.token;
  const value = c.stringValue();
  return { kind: "string", value, dollarQuoted: start.type === "dollar", span: c.span(start) };
}

function splitStage(c: Cursor, text: string, token: Token): Pick<StagePath, "stage" | "parts" | "path"> {
  if (text.startsWith("@~")) {
    if (text.length > 2 && text[2] !== "/") c.fail(token);
    return { stage: "user", parts: [], path: text.slice(3) };
  }
  const stage = text.startsWith("@%") ? "table" : "named";
  let at = stage === "table" ? 2 : 1;
  const parts: Identifier[] = [];
  for (;;) {
    const [part, length] = stageNamePart(c, text, at, token);
    parts.push(part);
    at += length;
    // `@db.schema.%table` puts the percent sign before the last part.
    if (text[at] !== ".") break;
    at += 1;
    if (text[at] === "%") return { ...tableStage(c, text, at + 1, token, parts) };
  }
  if (at < text.length && text[at] !== "/") c.fail(token);
  return { stage, parts, path: text.slice(at + 1) };
}

function tableStage(c: Cursor, text: string, at: number, token: Token, parts: Identifier[]) {
  const [part, length] = stageNamePart(c, text, at, token);
  const end = at + length;
  if (end < text.length && text[end] !== "/") c.fail(token);
  return { stage: "table" as const, parts: [...parts, part], path: text.slice(end + 1) };
}

const NAME_PART = /"(?:[^"]|"")*"|[^./"%\s]*/y;

function stageNamePart(c: Cursor, text: string, at: number, token: Token): [Identifier, number] {
  NAME_PART.lastIndex = at;
  const written = NAME_PART.exec(text)?.[0] ?? "";
  const quoted = written.startsWith('"');
  if (!quoted && written === "" && text[at] !== ".") c.fail(token);
  const name = quoted ? (tokenize(written)[0]?.value ?? "") : written;
  const value = quoted ? name : name.toUpperCase();
  return [{ kind: "identifier", value, text: name, quoted, span: c.span(token) }, written.length];
}
