/** Reads SQL text into the syntax tree. */
import type { Block, Expression, Statement } from "../ast/index.ts";
import { Cursor } from "./cursor.ts";
import { parseExpression as parseExpressionAt } from "./expressions.ts";
import { isBlockStart, parseBlock } from "./scripting.ts";
import { isStatementStart, parseStatementAt } from "./statement.ts";

/** Statements of a script, separated by `;`. Throws SnowflakeError 001003 with the position of the first token that does not fit. */
export function parseScript(text: string): Statement[] {
  const c = new Cursor(text);
  const statements: Statement[] = [];
  while (!c.atEnd()) {
    if (c.acceptOperator(";")) continue;
    c.binds = 0;
    statements.push(parseStatementAt(c));
    if (!c.atEnd()) c.expectOperator(";");
  }
  return statements;
}

/** Exactly one statement, with or without a final `;`. */
export function parseStatement(text: string): Statement {
  return whole(new Cursor(text), parseStatementAt);
}

/** The body of a procedure, function or task in LANGUAGE SQL: a block, a statement (query), or the expression of a function. */
export function parseRoutineBody(text: string): Block | Statement | Expression {
  return whole(new Cursor(text), (c) => {
    if (isBlockStart(c)) return parseBlock(c);
    return isStatementStart(c) ? parseStatementAt(c) : parseExpressionAt(c);
  });
}

/** One expression, as in the body of a SQL function or a default. */
export function parseExpression(text: string): Expression {
  return whole(new Cursor(text), (c) => parseExpressionAt(c));
}

function whole<T>(c: Cursor, parse: (c: Cursor) => T): T {
  const result = parse(c);
  while (c.acceptOperator(";"));
  if (!c.atEnd()) c.fail();
  return result;
}
