/** The error of a row that a statement would change more than once. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { SnowflakeError } from "../errors.ts";
import { quote } from "../storage/layout.ts";

/**
 * `joined` is a temporary table whose columns are `c0`, the row id, and then the `width` columns of the target.
 * https://docs.snowflake.com/en/sql-reference/sql/merge#duplicate-join-behavior
 */
export async function duplicateRow(
  connection: DuckDBConnection,
  joined: string,
  width: number,
  rowId: string,
): Promise<SnowflakeError> {
  const columns = Array.from({ length: width }, (_, index) => `c${index + 1}`);
  const found = await connection.runAndReadAll(
    `select ${columns.map((name) => `to_json(${name})::varchar`).join(", ")} from ${quote(joined)} where c0 = ${rowId} limit 1`,
  );
  const values = (found.getRows()[0] ?? []).map((value) => (value === null ? "NULL" : String(value)));
  return new SnowflakeError(
    "100090",
    "42P18",
    `Duplicate row detected during DML action\nRow Values: [${values.join(", ")}]`,
  );
}
