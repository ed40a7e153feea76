/** Function calls, their arguments and windows. */
import type { Expression } from "./expressions.ts";
import type { Identifier, ObjectName, SyntaxNode } from "./node.ts";
import type { OrderBy, Query } from "./queries.ts";
import type { TypeName } from "./types.ts";

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
