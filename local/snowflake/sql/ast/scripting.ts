/** Snowflake Scripting. In a block every SQL statement is a statement too. */
import type { Bind, Expression, FunctionCall } from "./expressions.ts";
import type { Statement } from "./index.ts";
import type { Identifier, SyntaxNode } from "./node.ts";
import type { Query } from "./queries.ts";
import type { TypeName } from "./types.ts";

/** What a variable starts as: a value, or a statement whose rows a resultset or cursor gets. */
export type Initial =
  | { form: "expression"; value: Expression }
  /** `(select …)` or `select …` of a resultset, `(execute immediate …)`, `async (…)`. */
  | { form: "statement"; statement: Statement; async: boolean; parenthesised: boolean };

export interface VariableDeclaration extends SyntaxNode {
  kind: "declareVariable";
  name: Identifier;
  /** RESULTSET is a type of its own; undefined: inferred. */
  type: TypeName | "RESULTSET" | undefined;
  operator: ":=" | "DEFAULT" | undefined;
  initial: Initial | undefined;
}

export interface CursorDeclaration extends SyntaxNode {
  kind: "declareCursor";
  name: Identifier;
  /** A query, or the name of a resultset. */
  source: Query | Identifier | Statement;
}

export interface ExceptionDeclaration extends SyntaxNode {
  kind: "declareException";
  name: Identifier;
  /** -20000 to -20999. */
  number: number | undefined;
  message: string | undefined;
}

/** `name procedure (…) returns … as begin … end;` nested in DECLARE. */
export interface NestedProcedure extends SyntaxNode {
  kind: "declareProcedure";
  definition: Statement;
}

export type Declaration = VariableDeclaration | CursorDeclaration | ExceptionDeclaration | NestedProcedure;

export interface ExceptionHandler extends SyntaxNode {
  kind: "handler";
  /** Names of exceptions, STATEMENT_ERROR, EXPRESSION_ERROR; empty for OTHER. */
  exceptions: Identifier[];
  mode: "EXIT" | "CONTINUE" | undefined;
  body: ScriptStatement[];
}

export interface Block extends SyntaxNode {
  kind: "block";
  declarations: Declaration[];
  body: ScriptStatement[];
  handlers: ExceptionHandler[];
  label: Identifier | undefined;
}

export interface Let extends SyntaxNode {
  kind: "let";
  declaration: VariableDeclaration | CursorDeclaration;
}

export interface Assign extends SyntaxNode {
  kind: "assign";
  target: Identifier;
  value: Initial;
}

export interface If extends SyntaxNode {
  kind: "if";
  branches: { condition: Expression; body: ScriptStatement[] }[];
  otherwise: ScriptStatement[] | undefined;
}

export interface CaseStatement extends SyntaxNode {
  kind: "caseStatement";
  operand: Expression | undefined;
  branches: { when: Expression; body: ScriptStatement[] }[];
  otherwise: ScriptStatement[] | undefined;
}

export interface ForLoop extends SyntaxNode {
  kind: "for";
  variable: Identifier;
  source:
    | { form: "range"; reverse: boolean; from: Expression; to: Expression }
    /** A cursor or a resultset. */
    | { form: "rows"; name: Identifier };
  body: ScriptStatement[];
  word: "DO" | "LOOP";
  endWord: "FOR" | "LOOP";
  label: Identifier | undefined;
}

export interface WhileLoop extends SyntaxNode {
  kind: "while";
  condition: Expression;
  body: ScriptStatement[];
  word: "DO" | "LOOP";
  endWord: "WHILE" | "LOOP";
  label: Identifier | undefined;
}

export interface RepeatLoop extends SyntaxNode {
  kind: "repeat";
  body: ScriptStatement[];
  until: Expression;
  label: Identifier | undefined;
}

export interface Loop extends SyntaxNode {
  kind: "loop";
  body: ScriptStatement[];
  label: Identifier | undefined;
}

export interface Break extends SyntaxNode {
  kind: "break";
  word: "BREAK" | "EXIT";
  label: Identifier | undefined;
}

export interface Continue extends SyntaxNode {
  kind: "continue";
  word: "CONTINUE" | "ITERATE";
  label: Identifier | undefined;
}

/** `return e`, `return table(resultset)`, `return table(select …)`. */
export interface Return extends SyntaxNode {
  kind: "return";
  value: Expression | undefined;
  table: Identifier | Query | Bind | FunctionCall | undefined;
}

export interface Raise extends SyntaxNode {
  kind: "raise";
  /** Undefined: raise again, in a handler. */
  exception: Identifier | undefined;
}

export interface OpenCursor extends SyntaxNode {
  kind: "open";
  cursor: Identifier;
  using: Expression[];
}

export interface FetchCursor extends SyntaxNode {
  kind: "fetch";
  cursor: Identifier;
  into: Identifier[];
}

export interface CloseCursor extends SyntaxNode {
  kind: "close";
  cursor: Identifier;
}

/** `null;` does nothing. */
export interface NullStatement extends SyntaxNode {
  kind: "nullStatement";
}

/** `async (insert …)`. */
export interface Async extends SyntaxNode {
  kind: "async";
  statement: Statement;
}

/** `await resultset`, `await all`; `cancel resultset`. */
export interface Await extends SyntaxNode {
  kind: "await";
  word: "AWAIT" | "CANCEL";
  /** Undefined: ALL. */
  resultset: Identifier | undefined;
}

export type ScriptingStatement =
  | Let
  | Assign
  | If
  | CaseStatement
  | ForLoop
  | WhileLoop
  | RepeatLoop
  | Loop
  | Break
  | Continue
  | Return
  | Raise
  | OpenCursor
  | FetchCursor
  | CloseCursor
  | NullStatement
  | Async
  | Await;

export type ScriptStatement = Statement | ScriptingStatement;
