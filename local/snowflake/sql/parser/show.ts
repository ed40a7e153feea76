/** SHOW, DESCRIBE, EXPLAIN. docs.snowflake.com/en/sql-reference/sql/show, …/desc, …/explain */
import type { Describe, Explain, ObjectType, Show, ShowScope } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression, parseOperand } from "./expressions.ts";
import { isStage, parseObjectName, parseStagePath, parseString } from "./names.ts";
import { acceptObjectType } from "./object-types.ts";
import { parseSignature } from "./signatures.ts";
import { isStatementStart, parseStatementAt } from "./statement.ts";

const SCOPE_WORDS = ["IN", "FOR", "ON", "TO", "OF", "FROM"] as const;
const CLAUSES = ["HISTORY", "LIKE", "STARTS", "LIMIT", "WITH", ...SCOPE_WORDS];

export function parseShow(c: Cursor): Show {
  const start = c.token;
  c.expect("SHOW");
  const terse = c.accept("TERSE");
  const subject = parseSubject(c);
  const history = c.accept("HISTORY");
  const like = c.accept("LIKE") ? parseOperand(c) : undefined;
  const scope = c.isAnyWord(SCOPE_WORDS) ? parseScope(c) : undefined;
  const startsWith = c.accept("STARTS", "WITH") ? parseString(c) : undefined;
  const limit = c.accept("LIMIT") ? parseExpression(c) : undefined;
  const limitFrom = limit !== undefined && c.accept("FROM") ? parseString(c) : undefined;
  const suffix = parseShowSuffix(c);
  return {
    kind: "show",
    subject,
    terse,
    history,
    like,
    scope,
    startsWith,
    limit,
    limitFrom,
    suffix,
    span: c.span(start),
  };
}

/** One to four words up to a clause or the end. */
function parseSubject(c: Cursor): string {
  const words: string[] = [];
  while (c.token.type === "word" && words.length < 4 && !c.isAnyWord(CLAUSES)) words.push(c.advance().value);
  return words.length === 0 ? c.fail() : words.join(" ");
}

function parseScope(c: Cursor): ShowScope {
  const start = c.token;
  const word = c.expectAny(...SCOPE_WORDS);
  const container = parseContainer(c);
  const unnamed = container === "ACCOUNT" || container === "SESSION" || isScopeEnd(c);
  if (container === undefined && unnamed) c.fail();
  const name = unnamed ? undefined : parseObjectName(c);
  const signature = c.isOperator("(") ? parseSignature(c) : undefined;
  return { kind: "scope", word, container, name, signature, span: c.span(start) };
}

/** A kind of object, and not an object with the name of a kind: `in schema`, `in schema.t`. */
function parseContainer(c: Cursor): ObjectType | undefined {
  return c.isOperator(".", 1) ? undefined : acceptObjectType(c);
}

/** `show tables in schema` means the current one. */
function isScopeEnd(c: Cursor): boolean {
  const { type, value } = c.token;
  return (
    type === "end" ||
    value === ";" ||
    value === "->>" ||
    c.isAnyWord(["STARTS", "LIMIT"]) ||
    c.isWords("ROOT", "ONLY") ||
    (type !== "word" && type !== "quoted")
  );
}

function parseShowSuffix(c: Cursor): string[] {
  const suffixes = ["WITH PRIVILEGES", "ROOT ONLY"];
  const suffix = suffixes.find((words) => c.accept(...words.split(" ")));
  if (suffix !== "WITH PRIVILEGES") return suffix === undefined ? [] : [suffix];
  const privileges = c.list(() => c.anyIdentifier().value);
  return [suffix, ...privileges];
}

export function parseDescribe(c: Cursor): Describe {
  const start = c.token;
  c.expectAny("DESCRIBE", "DESC");
  const base = {
    kind: "describe" as const,
    name: undefined,
    result: undefined,
    stage: undefined,
    signature: undefined,
  };
  if (c.isWords("RESULT") && c.peek(1).type !== "end") {
    c.advance();
    const result = parseExpression(c);
    return { ...base, objectType: "RESULT", result, typeOption: undefined, span: c.span(start) };
  }
  if (c.accept("SEARCH", "OPTIMIZATION", "ON")) {
    const name = parseObjectName(c);
    return { ...base, objectType: "SEARCH OPTIMIZATION", name, typeOption: undefined, span: c.span(start) };
  }
  if (c.accept("TRANSACTION")) {
    const result = parseExpression(c);
    return { ...base, objectType: "TRANSACTION", result, typeOption: undefined, span: c.span(start) };
  }
  // `desc t` means a table.
  const next = c.peek(1);
  const typed = next.type !== "end" && next.value !== ";" && next.value !== "." && next.value !== "->>";
  const objectType = typed ? (acceptObjectType(c) ?? "TABLE") : "TABLE";
  if (isStage(c)) {
    return { ...base, objectType, stage: parseStagePath(c), typeOption: undefined, span: c.span(start) };
  }
  const name = parseObjectName(c);
  const signature = c.isOperator("(") ? parseSignature(c) : undefined;
  const typeOption = c.isWords("TYPE") && c.isOperator("=", 1) ? parseTypeOption(c) : undefined;
  return { ...base, objectType, name, signature, typeOption, span: c.span(start) };
}

function parseTypeOption(c: Cursor): string {
  c.expect("TYPE");
  c.expectOperator("=");
  return c.expectAny("STAGE", "COLUMNS");
}

export function parseExplain(c: Cursor): Explain {
  const start = c.token;
  c.expect("EXPLAIN");
  const format = c.accept("USING") ? c.expectAny("TABULAR", "JSON", "TEXT") : undefined;
  if (!isStatementStart(c)) c.fail();
  return { kind: "explain", format, statement: parseStatementAt(c), span: c.span(start) };
}
