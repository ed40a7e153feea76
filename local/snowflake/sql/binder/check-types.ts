/** Holds the binder's types against those that DuckDB gives its text: always on in tests, a switch elsewhere. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { duckType, formatType } from "../types.ts";
import type { CompiledQuery } from "./catalog-view.ts";

/** Throws an Error (a fault of the twin, never of the user) when a column's DuckDB type is not the encoding of its Snowflake type. */
export async function checkTypes(connection: DuckDBConnection, compiled: CompiledQuery): Promise<void> {
  const prepared = await connection.prepare(compiled.sql);
  for (const [at, column] of compiled.columns.entries()) {
    if (column.type.kind === "null") continue;
    const actual = prepared.columnType(at).toString();
    const expected = duckType(column.type);
    const bothStructs = expected.startsWith("STRUCT") && actual.startsWith("STRUCT");
    if (actual !== expected && !bothStructs) {
      throw new Error(
        `${column.name} is bound as ${formatType(column.type)}, but DuckDB says ${actual}: ${compiled.sql}`,
      );
    }
  }
}
