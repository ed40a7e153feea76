/** A bound expression: its DuckDB text, its Snowflake type, and what the rest of the statement must know of it. */
import { SnowflakeError, type SqlPosition } from "../../errors.ts";
import type { Span } from "../ast/index.ts";
import { castTo } from "../emit/text.ts";
import { nullType, type SfType } from "../types.ts";
import type { Scope } from "./scope.ts";

export type Constant = string | number | boolean | null;

export interface ColumnUse {
  scope: Scope;
  name: string;
}

export interface Bound {
  sql: string;
  type: SfType;
  nullable: boolean;
  /** Columns read outside of aggregates and grouping keys. */
  uses: readonly ColumnUse[];
  hasAggregate: boolean;
  hasWindow: boolean;
  /** Known while compiling; undefined when not. Numbers beyond 2^53 and decimals are text. */
  constant?: Constant;
}

/** A bound expression made of others. */
export function derive(sql: string, type: SfType, parts: readonly Bound[], nullable?: boolean): Bound {
  return {
    sql,
    type,
    nullable: nullable ?? parts.some((part) => part.nullable),
    uses: parts.length === 1 ? parts[0]!.uses : parts.flatMap((part) => part.uses),
    hasAggregate: parts.some((part) => part.hasAggregate),
    hasWindow: parts.some((part) => part.hasWindow),
  };
}

export function constantOf(sql: string, type: SfType, constant: Constant): Bound {
  return { sql, type, nullable: constant === null, uses: [], hasAggregate: false, hasWindow: false, constant };
}

export const nullOf = (type: SfType): Bound => ({
  ...constantOf(type.kind === "null" ? "NULL" : castTo("NULL", type), type, null),
});

export const untypedNull: Bound = constantOf("NULL", nullType, null);

export const positionOf = (span: Span): SqlPosition => ({ line: span.line, column: span.column });

const compilation = (position: SqlPosition | undefined, text: string) =>
  position === undefined
    ? `SQL compilation error:\n${text}`
    : `SQL compilation error: error line ${position.line} at position ${position.column}\n${text}`;

export const compilationError = (code: string, sqlState: string, text: string, span?: Span): SnowflakeError => {
  const position = span === undefined ? undefined : positionOf(span);
  return new SnowflakeError(code, sqlState, compilation(position, text), position);
};

/** 001065: a value of a type that an argument does not take. */
export const invalidArgumentTypes = (name: string, types: readonly string[], span?: Span): SnowflakeError =>
  compilationError("001044", "42P13", `Invalid argument types for function '${name}': (${types.join(", ")})`, span);

export const ambiguous = (name: string, span?: Span): SnowflakeError =>
  new SnowflakeError(
    "002028",
    "42601",
    `SQL compilation error:\nambiguous column name '${name}'`,
    span === undefined ? undefined : positionOf(span),
  );
