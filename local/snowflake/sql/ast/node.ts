/** What every node of the syntax tree has: its kind, where it stands in the text, and the names it is made of. */
import type { Expression } from "./expressions.ts";

/** Offsets are in UTF-16 units from 0, `end` exclusive. `line` counts from 1, `column` from 0, both of `start`. */
export interface Span {
  start: number;
  end: number;
  line: number;
  column: number;
}

export interface SyntaxNode {
  kind: string;
  span: Span;
}

/** `value` is normalised: upper case unless quoted. `text` is as written, without the quotes. */
export interface Identifier extends SyntaxNode {
  kind: "identifier";
  value: string;
  text: string;
  quoted: boolean;
}

/**
 * The name of an object: `db.schema.table`. `db..table` has an empty middle part, which means schema PUBLIC.
 * With `dynamic`, the first part comes from an expression: `identifier($x)` or `table('name')`; `parts` are then what follows
 * it and are usually empty.
 */
export interface ObjectName extends SyntaxNode {
  kind: "name";
  parts: Identifier[];
  dynamic: DynamicName | undefined;
}

export interface DynamicName {
  form: "identifier" | "table";
  argument: Expression;
}

/** `@st/path`, `@db.schema.st/path`, `@~/path`, `@%table/path`, also from a string: `'@st/a b.csv'`. */
export interface StagePath extends SyntaxNode {
  kind: "stagePath";
  /** As written, from the `@` on, quotes taken off when it was a string. */
  text: string;
  stage: "user" | "table" | "named";
  /** Parts of the stage's (or table's) name; empty for the user stage. */
  parts: Identifier[];
  /** What follows the name, without the leading slash. */
  path: string;
  quoted: boolean;
}
