/** DECLARE and LET. docs.snowflake.com/en/developer-guide/snowflake-scripting/variables */
import type {
  CursorDeclaration,
  Declaration,
  ExceptionDeclaration,
  Identifier,
  Initial,
  TypeName,
  VariableDeclaration,
} from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseString } from "./names.ts";
import { parseNestedProcedure } from "./nested-procedures.ts";
import { isQueryStart, parseQuery } from "./queries.ts";
import { isStatementStart, parseStatementAt } from "./statement.ts";
import { parseType } from "./types.ts";

export function parseDeclaration(c: Cursor): Declaration {
  const start = c.token;
  if (c.isWordAt(1, "EXCEPTION")) return parseException(c);
  if (c.isWordAt(1, "PROCEDURE") && c.isOperator("(", 2)) {
    const definition = parseNestedProcedure(c, c.identifier());
    return { kind: "declareProcedure", definition, span: c.span(start) };
  }
  return parseVariableDeclaration(c);
}

/** A variable or a cursor, as in LET too. */
export function parseVariableDeclaration(c: Cursor): VariableDeclaration | CursorDeclaration {
  const start = c.token;
  const name = c.identifier();
  if (c.accept("CURSOR")) return parseCursor(c, name, start);
  const isTyped = c.token.type === "word" && c.isIdentifier() && !c.isWords("DEFAULT");
  const type = !isTyped ? undefined : c.accept("RESULTSET") ? "RESULTSET" : parseType(c);
  const operator = c.acceptOperator(":=") ? ":=" : c.accept("DEFAULT") ? "DEFAULT" : undefined;
  const initial = operator === undefined ? undefined : parseInitial(c, type);
  return { kind: "declareVariable", name, type, operator, initial, span: c.span(start) };
}

function parseCursor(c: Cursor, name: Identifier, start: Cursor["token"]): CursorDeclaration {
  c.expect("FOR");
  const source = isStatementStart(c) ? (isQueryStart(c) ? parseQuery(c) : parseStatementAt(c)) : c.identifier();
  return { kind: "declareCursor", name, source, span: c.span(start) };
}

function parseException(c: Cursor): ExceptionDeclaration {
  const start = c.token;
  const name = c.identifier();
  c.expect("EXCEPTION");
  let number: number | undefined;
  let message: string | undefined;
  if (c.acceptOperator("(")) {
    number = Number(c.integerText());
    if (c.acceptOperator(",")) message = parseString(c).value;
    c.expectOperator(")");
  }
  return { kind: "declareException", name, number, message, span: c.span(start) };
}

/** What the `type` of the variable makes of `(select …)`: rows for a resultset, else the one value of a subquery. */
export function parseInitial(c: Cursor, type: TypeName | "RESULTSET" | undefined): Initial {
  const async = c.isWords("ASYNC") && c.isOperator("(", 1);
  if (async) c.advance();
  const inside = c.isOperator("(") ? 1 : 0;
  const isQuery = c.isAnyWord(["SELECT", "WITH"], inside);
  // Words that begin a statement and no expression; for a call of INSERT(…) and the like the parenthesis decides.
  const isStatement = !isQuery && isStatementWord(c, inside);
  const takesStatement = async || isStatement || (isQuery && (type === "RESULTSET" || inside === 0));
  if (!takesStatement) return { form: "expression", value: parseExpression(c) };
  const parenthesised = inside === 1;
  const statement = parenthesised ? c.parenthesised(() => parseStatementAt(c)) : parseStatementAt(c);
  return { form: "statement", statement, async, parenthesised };
}

const STATEMENT_WORDS = [
  "EXECUTE",
  "CALL",
  "SHOW",
  "DESCRIBE",
  "DESC",
  "LIST",
  "LS",
  "INSERT",
  "UPDATE",
  "DELETE",
  "MERGE",
  "COPY",
];

function isStatementWord(c: Cursor, ahead: number): boolean {
  const next = c.peek(ahead + 1);
  return (
    c.isAnyWord(STATEMENT_WORDS, ahead) && (next.type === "word" || next.type === "quoted" || next.type === "stage")
  );
}
