/** Expressions. */
import type { Identifier, ObjectName, StagePath, SyntaxNode } from "./node.ts";
import type { OrderBy, Query } from "./queries.ts";
import type { TypeName } from "./types.ts";

export interface NumberLiteral extends SyntaxNode {
  kind: "number";
  /** As written, unsigned: `1`, `0.50`, `.5`, `1e10`. */
  text: string;
}

export interface StringLiteral extends SyntaxNode {
  kind: "string";
  /** Escapes resolved. */
  value: string;
  /** `$$…$$`, in which nothing is an escape. */
  dollarQuoted: boolean;
}

/** `X'0aff'`. */
export interface BinaryLiteral extends SyntaxNode {
  kind: "binaryLiteral";
  hex: string;
}

export interface BooleanLiteral extends SyntaxNode {
  kind: "boolean";
  value: boolean;
}

export interface NullLiteral extends SyntaxNode {
  kind: "null";
}

/** `DEFAULT` in a VALUES row or an assignment. */
export interface DefaultValue extends SyntaxNode {
  kind: "default";
}

/** `date '2026-01-31'`. */
export interface TypedLiteral extends SyntaxNode {
  kind: "typedLiteral";
  type: "DATE" | "TIME" | "TIMESTAMP" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ" | "DATETIME";
  value: string;
}

/** `interval '1 day, 2 hours'`, `interval '3' day`, `interval '1-2' year to month`. */
export interface IntervalLiteral extends SyntaxNode {
  kind: "interval";
  value: StringLiteral | NumberLiteral;
  unit: string | undefined;
  toUnit: string | undefined;
}

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

/** `name => value`. */
export interface NamedArgument extends SyntaxNode {
  kind: "namedArgument";
  name: Identifier;
  value: Expression;
}

/** `** array`. */
export interface Spread extends SyntaxNode {
  kind: "spread";
  operand: Expression;
}

export interface Lambda extends SyntaxNode {
  kind: "lambda";
  parameters: { name: Identifier; type: TypeName | undefined }[];
  /** False for `x -> …`. */
  parenthesised: boolean;
  body: Expression;
}

/** `table(t)` or `table(select …)` as an argument of a function. */
export interface TableArgument extends SyntaxNode {
  kind: "tableArgument";
  source: ObjectName | Query;
  partition: WindowSpecification | undefined;
}

export interface FunctionCall extends SyntaxNode {
  kind: "functionCall";
  name: ObjectName;
  arguments: Expression[];
  quantifier: "DISTINCT" | "ALL" | undefined;
  /** ORDER BY inside the parentheses (array_agg of some clients). */
  orderBy: OrderBy | undefined;
  withinGroup: OrderBy | undefined;
  nulls: "IGNORE" | "RESPECT" | undefined;
  /** IGNORE NULLS stood inside the parentheses. */
  nullsInside: boolean;
  /** NTH_VALUE(…) FROM FIRST|LAST. */
  from: "FIRST" | "LAST" | undefined;
  over: WindowSpecification | Identifier | undefined;
}

/** `model!predict(…)`, `budget!get_spend()`. */
export interface MethodCall extends SyntaxNode {
  kind: "methodCall";
  object: ObjectName;
  method: Identifier;
  arguments: Expression[];
}

export interface WindowSpecification extends SyntaxNode {
  kind: "window";
  /** A named window that this one extends. */
  base: Identifier | undefined;
  partitionBy: Expression[];
  orderBy: OrderBy | undefined;
  frame: WindowFrame | undefined;
}

export interface WindowFrame extends SyntaxNode {
  kind: "frame";
  unit: "ROWS" | "RANGE" | "GROUPS";
  start: FrameBound;
  /** Undefined when written without BETWEEN: then it is CURRENT ROW. */
  end: FrameBound | undefined;
}

export interface FrameBound extends SyntaxNode {
  kind: "frameBound";
  bound: "UNBOUNDED PRECEDING" | "UNBOUNDED FOLLOWING" | "CURRENT ROW" | "PRECEDING" | "FOLLOWING";
  /** For PRECEDING and FOLLOWING. */
  offset: Expression | undefined;
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
