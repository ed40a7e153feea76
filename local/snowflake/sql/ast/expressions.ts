/** Expressions. */

import type { FunctionCall, Lambda, MethodCall, NamedArgument, Spread, TableArgument } from "./calls.ts";
import type {
  BinaryLiteral,
  BooleanLiteral,
  DefaultValue,
  IntervalLiteral,
  NullLiteral,
  NumberLiteral,
  StringLiteral,
  TypedLiteral,
} from "./literals.ts";
import type { Identifier, StagePath, SyntaxNode } from "./node.ts";
import type { Query } from "./queries.ts";
import type { TypeName } from "./types.ts";

/** `a`, `t.a`, `schema.t.a`, `db.schema.t.a`; also `seq.nextval` and functions without parentheses such as `current_date`. */
export interface ColumnReference extends SyntaxNode {
  kind: "column";
  parts: Identifier[];
}

/** `$1`, `t.$1`. */
export interface PositionalColumn extends SyntaxNode {
  kind: "positional";
  qualifier: Identifier[];
  index: number;
}

/** `$name`; `name` is normalised. */
export interface SessionVariable extends SyntaxNode {
  kind: "variable";
  name: string;
}

/** `?` (`ordinal` counts the question marks of the statement from 1), `:1`, `:name`. */
export interface Bind extends SyntaxNode {
  kind: "bind";
  style: "question" | "numbered" | "named";
  ordinal: number;
  /** Normalised name of a named bind (a scripting variable), else empty. */
  name: string;
}

/** `identifier('a.b')` in the place of a column. */
export interface IdentifierCall extends SyntaxNode {
  kind: "identifierCall";
  argument: Expression;
  /** Parts that follow: `identifier('t').a`. */
  parts: Identifier[];
}

/** `*`, `t.*`, `* exclude (a) replace (b + 1 as b) rename (c as d)`. Also in `count(*)` and `{*}`. */
export interface Star extends SyntaxNode {
  kind: "star";
  qualifier: Identifier[];
  ilike: Expression | undefined;
  exclude: ColumnReference[];
  replace: { expression: Expression; alias: Identifier }[];
  rename: { column: ColumnReference; alias: Identifier }[];
}

export interface Unary extends SyntaxNode {
  kind: "unary";
  operator: "NOT" | "-" | "+";
  operand: Expression;
}

export type BinaryOperator = "OR" | "AND" | "=" | "<>" | "<" | ">" | "<=" | ">=" | "||" | "+" | "-" | "*" | "/" | "%";

/** `!=` is kept as `<>`. */
export interface Binary extends SyntaxNode {
  kind: "binary";
  operator: BinaryOperator;
  left: Expression;
  right: Expression;
}

/** `e is [not] null`. */
export interface IsNull extends SyntaxNode {
  kind: "isNull";
  operand: Expression;
  negated: boolean;
}

/** `e is [not] true`. */
export interface IsBoolean extends SyntaxNode {
  kind: "isBoolean";
  operand: Expression;
  negated: boolean;
  value: boolean;
}

export interface IsDistinct extends SyntaxNode {
  kind: "isDistinct";
  left: Expression;
  right: Expression;
  /** IS NOT DISTINCT FROM. */
  negated: boolean;
}

/** The right side of IN and of a quantified comparison. */
export type InSource = ExpressionList | Subquery | Expression;

/** `(a, b)` as a list of alternatives, not as a row. */
export interface ExpressionList extends SyntaxNode {
  kind: "expressionList";
  items: Expression[];
}

export interface In extends SyntaxNode {
  kind: "in";
  operand: Expression;
  negated: boolean;
  source: InSource;
}

export interface Between extends SyntaxNode {
  kind: "between";
  operand: Expression;
  negated: boolean;
  low: Expression;
  high: Expression;
}

/** RLIKE and REGEXP mean the same. With a quantifier, `pattern` is a list or a subquery. */
export interface Like extends SyntaxNode {
  kind: "like";
  operator: "LIKE" | "ILIKE" | "RLIKE" | "REGEXP";
  operand: Expression;
  negated: boolean;
  quantifier: "ANY" | "ALL" | undefined;
  pattern: InSource;
  escape: Expression | undefined;
}

/** `a = any (select …)`. SOME is kept as ANY. */
export interface QuantifiedComparison extends SyntaxNode {
  kind: "quantified";
  operator: BinaryOperator;
  quantifier: "ANY" | "ALL";
  left: Expression;
  source: InSource;
}

export interface Case extends SyntaxNode {
  kind: "case";
  operand: Expression | undefined;
  branches: { when: Expression; then: Expression }[];
  otherwise: Expression | undefined;
}

export interface Cast extends SyntaxNode {
  kind: "cast";
  form: "::" | "CAST" | "TRY_CAST";
  operand: Expression;
  type: TypeName;
  /** `cast(x as object(a int) rename fields)`. */
  structure: ("RENAME FIELDS" | "ADD FIELDS")[];
}

/** `extract(year from d)`. The comma form is a plain function call. */
export interface Extract extends SyntaxNode {
  kind: "extract";
  function: "EXTRACT" | "DATE_PART";
  part: Identifier | StringLiteral;
  operand: Expression;
}

/** `position(a in b)`. */
export interface PositionIn extends SyntaxNode {
  kind: "positionIn";
  needle: Expression;
  haystack: Expression;
}

/** `(e)`: kept so that the text can be printed back. */
export interface Parenthesised extends SyntaxNode {
  kind: "paren";
  expression: Expression;
}

/** `(a, b)` as a row value, also `()`. */
export interface Row extends SyntaxNode {
  kind: "row";
  items: Expression[];
}

export interface Subquery extends SyntaxNode {
  kind: "subquery";
  query: Query;
}

export interface Exists extends SyntaxNode {
  kind: "exists";
  query: Query;
}

export interface ArrayLiteral extends SyntaxNode {
  kind: "array";
  items: Expression[];
}

export interface ObjectEntry extends SyntaxNode {
  kind: "entry";
  key: StringLiteral | Identifier | SessionVariable;
  value: Expression;
}

/** `{'a': 1, *, ** other}`. */
export interface ObjectLiteral extends SyntaxNode {
  kind: "object";
  entries: (ObjectEntry | Star | Spread)[];
}

/** One step of a path. Keys are case-sensitive and are kept as written. */
export type PathSegment =
  | { kind: "key"; separator: ":" | "."; key: string; quoted: boolean }
  | { kind: "index"; index: Expression };

/** `src:a.b[0]["c"]`, `col[0].x`, `f(x):a`. */
export interface Path extends SyntaxNode {
  kind: "path";
  base: Expression;
  segments: PathSegment[];
}

export interface Collate extends SyntaxNode {
  kind: "collate";
  operand: Expression;
  collation: StringLiteral;
}

/** `prior e` and `connect_by_root e`. */
export interface Hierarchical extends SyntaxNode {
  kind: "hierarchical";
  operator: "PRIOR" | "CONNECT_BY_ROOT";
  operand: Expression;
}

/** `{fn now()}`, `{d '2026-01-31'}`, `{t '…'}`, `{ts '…'}`. */
export interface OdbcEscape extends SyntaxNode {
  kind: "odbcEscape";
  escape: "FN" | "D" | "T" | "TS";
  expression: Expression;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BinaryLiteral
  | BooleanLiteral
  | NullLiteral
  | DefaultValue
  | TypedLiteral
  | IntervalLiteral
  | ColumnReference
  | PositionalColumn
  | SessionVariable
  | Bind
  | IdentifierCall
  | Star
  | Unary
  | Binary
  | IsNull
  | IsBoolean
  | IsDistinct
  | ExpressionList
  | In
  | Between
  | Like
  | QuantifiedComparison
  | Case
  | Cast
  | Extract
  | PositionIn
  | NamedArgument
  | Spread
  | Lambda
  | TableArgument
  | FunctionCall
  | MethodCall
  | Parenthesised
  | Row
  | Subquery
  | Exists
  | ArrayLiteral
  | ObjectLiteral
  | Path
  | Collate
  | Hierarchical
  | OdbcEscape
  | StagePath;

export type * from "./calls.ts";
export type * from "./literals.ts";
