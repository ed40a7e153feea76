/** DuckDB text of names and literals: the only place where a user's characters enter emitted SQL. */
import { duckType, type SfType } from "../types.ts";

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** NUL cannot stand in DuckDB's text, so it is put together with chr(0). */
export function quoteText(value: string): string {
  const quoted = (part: string) => `'${part.replaceAll("'", "''")}'`;
  if (!value.includes("\0")) return quoted(value);
  return `(${value.split("\0").map(quoted).join(" || chr(0) || ")})`;
}

export const castTo = (sql: string, type: SfType): string => `CAST(${sql} AS ${duckType(type)})`;

export const decimal = (precision: number, scale: number): string => `DECIMAL(${precision},${scale})`;

/** `error()` of a Snowflake error that the engine translates back; `message` is DuckDB text. */
export const raise = (code: string, sqlState: string, message: string): string =>
  `error('SF:${code}:${sqlState}:' || ${message})`;

/** 10 to the power of `exponent` as an exact DECIMAL. */
export const powerOfTen = (exponent: number): string =>
  exponent >= 0
    ? `CAST(1${"0".repeat(exponent)} AS ${decimal(exponent + 1, 0)})`
    : `CAST(0.${"0".repeat(-exponent - 1)}1 AS ${decimal(-exponent, -exponent)})`;
