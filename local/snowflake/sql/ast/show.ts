/** SHOW, DESCRIBE, EXPLAIN. */
import type { Expression, StringLiteral } from "./expressions.ts";
import type { Statement } from "./index.ts";
import type { ObjectName, StagePath, SyntaxNode } from "./node.ts";
import type { ObjectType } from "./object-types.ts";
import type { TypeName } from "./types.ts";

/** `in schema db.s`, `in account`, `in database`, `in table t`, `in s` (no word). */
export interface ShowScope extends SyntaxNode {
  kind: "scope";
  word: "IN" | "FOR" | "ON" | "TO" | "OF" | "FROM";
  /** ACCOUNT, DATABASE, SCHEMA, TABLE, VIEW, ROLE, USER, SHARE, … undefined when only a name is given. */
  container: ObjectType | undefined;
  name: ObjectName | undefined;
  signature: TypeName[] | undefined;
}

/**
 * `subject` in upper case, as written in the plural: TABLES, OBJECTS, COLUMNS, DYNAMIC TABLES, FILE FORMATS, GRANTS, FUTURE GRANTS,
 * PARAMETERS, PRIMARY KEYS, IMPORTED KEYS, USER FUNCTIONS, TRANSACTIONS, LOCKS, VARIABLES, …
 */
export interface Show extends SyntaxNode {
  kind: "show";
  subject: string;
  terse: boolean;
  history: boolean;
  like: Expression | undefined;
  scope: ShowScope | undefined;
  startsWith: StringLiteral | undefined;
  limit: Expression | undefined;
  limitFrom: StringLiteral | undefined;
  /** WITH PRIVILEGES, ROOT ONLY, … words as written, upper case. */
  suffix: string[];
}

export interface Describe extends SyntaxNode {
  kind: "describe";
  /** RESULT: `name` is undefined and `result` holds the query id. */
  objectType: ObjectType | "RESULT" | "TRANSACTION" | "SEARCH OPTIMIZATION";
  name: ObjectName | undefined;
  result: Expression | undefined;
  stage: StagePath | undefined;
  signature: TypeName[] | undefined;
  /** `type = stage`. */
  typeOption: string | undefined;
}

export interface Explain extends SyntaxNode {
  kind: "explain";
  format: "TABULAR" | "JSON" | "TEXT" | undefined;
  statement: Statement;
}
