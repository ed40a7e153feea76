/** DuckDB text that turns a compiled query's columns into a table's: casts as assignment does, defaults, NOT NULL. */
import type { ColumnDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { SnowflakeError } from "../errors.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";
import { castSql } from "../sql/emit/cast.ts";
import { parseExpression } from "../sql/parser/index.ts";
import { duckType, formatType, type SfType } from "../sql/types.ts";
import type { Compiler } from "./run-dml.ts";

/** DuckDB text with its Snowflake type. */
export interface Value {
  sql: string;
  type: SfType;
  nullable: boolean;
}

/** `c0`, `c1`, … of a query put into FROM by `asSource`. */
export const sourceColumn = (query: CompiledQuery, index: number): Value => {
  const column = query.columns[index];
  if (column === undefined) throw new Error(`The query has no column ${index}.`);
  return { sql: `c${index}`, type: column.type, nullable: column.nullable };
};

export function asSource(query: CompiledQuery): string {
  return `(${query.sql}) as "$source"(${query.columns.map((_, index) => `c${index}`).join(", ")})`;
}

/**
 * The value as the column keeps it. Raises 100078 for a string that is too long, the conversion's own errors, and 100072 for a NULL where
 * the column takes none.
 */
export function assigned({ settings }: Compiler, { sql, type, nullable }: Value, column: ColumnDefinition): string {
  const cast = castSql(sql, { from: type, to: column.type, mode: "assign", settings });
  if (cast === undefined) {
    throw new SnowflakeError(
      "002023",
      "22000",
      `SQL compilation error:\nExpression type does not match column data type, expecting ${formatType(column.type)} but got ${formatType(type)} for column ${column.name}`,
    );
  }
  return notNull(cast, nullable, column);
}

function notNull(sql: string, nullable: boolean, column: ColumnDefinition): string {
  if (column.nullable || !nullable) return sql;
  // COALESCE asks for the error only where there is a NULL, and evaluates the value once.
  return `coalesce(${sql}, error('SF:100072:22000:NULL result in a non-nullable column')::${duckType(column.type)})`;
}

/** What a column gets that is not named: next value of its identity, its default, or NULL. */
export function defaultValue(context: ExecutionContext, compile: Compiler, column: ColumnDefinition): Value {
  if (column.identity !== undefined) {
    const sql = `${context.storage.nextValue(column.identity.sequence)}::${duckType(column.type)}`;
    return { sql, type: column.type, nullable: false };
  }
  if (column.default === undefined) return { sql: "null", type: { kind: "null" }, nullable: true };
  return compile.expression(parseExpression(column.default));
}
