/** Snowflake Scripting: blocks and their statements. docs.snowflake.com/en/developer-guide/snowflake-scripting */
import type { Block, ExceptionHandler, Identifier, Let, Return, ScriptStatement } from "../ast/index.ts";
import { isBind, parseBind } from "./binds.ts";
import { parseCall } from "./calls.ts";
import type { Cursor } from "./cursor.ts";
import { parseDeclaration, parseInitial, parseVariableDeclaration } from "./declarations.ts";
import { parseExpression } from "./expressions.ts";
import { parseCaseStatement, parseFor, parseIf, parseLoop, parseRepeat, parseWhile } from "./loops.ts";
import { parseObjectName } from "./names.ts";
import { isQueryStart, parseQuery } from "./queries.ts";
import { parseStatementAt } from "./statement.ts";

/** DECLARE, or a BEGIN that begins no transaction. */
export function isBlockStart(c: Cursor): boolean {
  if (c.isWords("DECLARE")) return true;
  if (!c.isWords("BEGIN")) return false;
  const next = c.peek(1);
  return (
    next.type !== "end" &&
    !c.isOperator(";", 1) &&
    !c.isOperator("->>", 1) &&
    !c.isAnyWord(["WORK", "TRANSACTION", "NAME"], 1)
  );
}

export function parseBlock(c: Cursor): Block {
  return c.nest(() => {
    const start = c.token;
    const declarations: Block["declarations"] = [];
    if (c.accept("DECLARE")) {
      while (!c.isWords("BEGIN")) {
        declarations.push(parseDeclaration(c));
        c.expectOperator(";");
      }
    }
    c.expect("BEGIN");
    const body = parseBody(c, "EXCEPTION", "END");
    const handlers = c.accept("EXCEPTION") ? parseHandlers(c) : [];
    c.expect("END");
    const label = parseLabel(c);
    return { kind: "block", declarations, body, handlers, label, span: c.span(start) };
  });
}

/** A name that ends the statement: the label after END, BREAK and the like. */
export function parseLabel(c: Cursor): Identifier | undefined {
  const isLast = c.peek(1).type === "end" || c.isOperator(";", 1) || c.isOperator(")", 1);
  return c.isIdentifier() && isLast ? c.identifier() : undefined;
}

/** Statements, each ended by `;`, up to one of the words. At least one. */
export function parseBody(c: Cursor, ...ends: string[]): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  while (!isEnd(c, ends)) {
    statements.push(parseScriptStatement(c));
    c.expectOperator(";");
  }
  return statements.length > 0 ? statements : c.fail();
}

/** END, ELSE, … and not a variable of that name. */
function isEnd(c: Cursor, ends: readonly string[]): boolean {
  return c.isAnyWord(ends) && !c.isOperator(":=", 1);
}

function parseHandlers(c: Cursor): ExceptionHandler[] {
  const handlers: ExceptionHandler[] = [];
  do {
    const start = c.token;
    c.expect("WHEN");
    const exceptions: Identifier[] = [];
    if (!c.accept("OTHER")) {
      do exceptions.push(c.identifier());
      while (c.accept("OR"));
    }
    const mode = c.acceptAny("EXIT", "CONTINUE");
    c.expect("THEN");
    const body = parseBody(c, "WHEN", "END");
    handlers.push({ kind: "handler", exceptions, mode, body, span: c.span(start) });
  } while (c.isWords("WHEN"));
  return handlers;
}

const STATEMENTS = new Map<string, (c: Cursor) => ScriptStatement>([
  ["LET", parseLet],
  ["IF", parseIf],
  ["CASE", parseCaseStatement],
  ["FOR", parseFor],
  ["WHILE", parseWhile],
  ["REPEAT", parseRepeat],
  ["LOOP", parseLoop],
  ["RETURN", parseReturn],
  ["BREAK", parseBreak],
  ["EXIT", parseBreak],
  ["CONTINUE", parseContinue],
  ["ITERATE", parseContinue],
  ["RAISE", parseRaise],
  ["OPEN", parseOpen],
  ["FETCH", parseFetch],
  ["CLOSE", parseClose],
  ["NULL", parseNull],
  ["ASYNC", parseAsync],
  ["AWAIT", parseAwait],
  ["CANCEL", parseAwait],
]);

function parseScriptStatement(c: Cursor): ScriptStatement {
  return c.nest(() => {
    if (c.isOperator(":=", 1)) return parseAssign(c);
    const parse = c.token.type === "word" ? STATEMENTS.get(c.token.value) : undefined;
    return parse === undefined ? parseStatementAt(c) : parse(c);
  });
}

function parseAssign(c: Cursor): ScriptStatement {
  const start = c.token;
  const target = c.identifier();
  c.expectOperator(":=");
  return { kind: "assign", target, value: parseInitial(c, undefined), span: c.span(start) };
}

function parseLet(c: Cursor): Let {
  const start = c.token;
  c.expect("LET");
  const declaration = parseVariableDeclaration(c);
  return { kind: "let", declaration, span: c.span(start) };
}

/** docs.snowflake.com/en/sql-reference/snowflake-scripting/return */
function parseReturn(c: Cursor): Return {
  const start = c.token;
  c.expect("RETURN");
  if (c.isOperator(";")) return { kind: "return", value: undefined, table: undefined, span: c.span(start) };
  if (!(c.isWords("TABLE") && c.isOperator("(", 1))) {
    const value = isQueryStart(c) ? undefined : parseExpression(c);
    return { kind: "return", value: value ?? c.fail(), table: undefined, span: c.span(start) };
  }
  c.advance();
  const table = c.parenthesised(() => parseReturnedTable(c));
  return { kind: "return", value: undefined, table, span: c.span(start) };
}

function parseReturnedTable(c: Cursor): Return["table"] {
  if (isQueryStart(c)) return parseQuery(c);
  if (isBind(c)) return parseBind(c);
  if (!c.isOperator("(", 1) && !c.isOperator(".", 1)) return c.identifier();
  return parseCall(c, parseObjectName(c));
}

function parseBreak(c: Cursor): ScriptStatement {
  const start = c.token;
  const word = c.expectAny("BREAK", "EXIT");
  return { kind: "break", word, label: parseLabel(c), span: c.span(start) };
}

function parseContinue(c: Cursor): ScriptStatement {
  const start = c.token;
  const word = c.expectAny("CONTINUE", "ITERATE");
  return { kind: "continue", word, label: parseLabel(c), span: c.span(start) };
}

function parseRaise(c: Cursor): ScriptStatement {
  const start = c.token;
  c.expect("RAISE");
  return { kind: "raise", exception: parseLabel(c), span: c.span(start) };
}

function parseOpen(c: Cursor): ScriptStatement {
  const start = c.token;
  c.expect("OPEN");
  const cursor = c.identifier();
  const using = c.accept("USING") ? c.parenthesisedList(() => parseExpression(c)) : [];
  return { kind: "open", cursor, using, span: c.span(start) };
}

function parseFetch(c: Cursor): ScriptStatement {
  const start = c.token;
  c.expect("FETCH");
  const cursor = c.identifier();
  c.expect("INTO");
  return { kind: "fetch", cursor, into: c.list(() => c.identifier()), span: c.span(start) };
}

function parseClose(c: Cursor): ScriptStatement {
  const start = c.token;
  c.expect("CLOSE");
  return { kind: "close", cursor: c.identifier(), span: c.span(start) };
}

function parseNull(c: Cursor): ScriptStatement {
  const start = c.token;
  c.expect("NULL");
  return { kind: "nullStatement", span: c.span(start) };
}

function parseAsync(c: Cursor): ScriptStatement {
  const start = c.token;
  c.expect("ASYNC");
  const statement = c.parenthesised(() => parseStatementAt(c));
  return { kind: "async", statement, span: c.span(start) };
}

function parseAwait(c: Cursor): ScriptStatement {
  const start = c.token;
  const word = c.expectAny("AWAIT", "CANCEL");
  const resultset = c.accept("ALL") ? undefined : c.identifier();
  return { kind: "await", word, resultset, span: c.span(start) };
}
