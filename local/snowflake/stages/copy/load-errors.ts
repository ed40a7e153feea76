/** Rejected rows of past loads, for VALIDATE and VALIDATE_PIPE_LOAD. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ResultColumn } from "../../engine/context.ts";
import { column, numberType } from "../../engine/literal-result.ts";
import type { ResolvedRelation } from "../../sql/binder/catalog-view.ts";
import { quoteText } from "../../sql/emit/text.ts";
import { duckType } from "../../sql/types.ts";
import type { RowError } from "./row-error.ts";

export const errorTables: readonly string[] = [
  "create schema if not exists copies",
  "create table if not exists copies.errors (query_id varchar, table_id bigint, pipe_id bigint, loaded_at bigint, error varchar, file varchar, line bigint, character bigint, byte_offset bigint, category varchar, code varchar, sql_state varchar, column_name varchar, row_number bigint, row_start_line bigint, rejected_record varchar)",
];

/** https://docs.snowflake.com/en/sql-reference/functions/validate */
export const errorColumns: readonly ResultColumn[] = [
  column("ERROR"),
  column("FILE"),
  column("LINE", numberType),
  column("CHARACTER", numberType),
  column("BYTE_OFFSET", numberType),
  column("CATEGORY"),
  column("CODE", numberType),
  column("SQL_STATE"),
  column("COLUMN_NAME"),
  column("ROW_NUMBER", numberType),
  column("ROW_START_LINE", numberType),
  column("REJECTED_RECORD"),
];

/** The cells of `errorColumns`. */
export const errorRow = (error: RowError, file: string): (string | number | null)[] => [
  error.message,
  file,
  error.line,
  error.character,
  error.byteOffset,
  error.category,
  Number(error.code),
  error.sqlState,
  error.columnName,
  error.rowNumber,
  error.rowStartLine,
  error.rejectedRecord,
];

export interface FileErrors {
  queryId: string;
  tableId: number;
  pipeId: number | null;
  file: string;
  loadedAt: number;
  errors: readonly RowError[];
}

/** A file with more errors than this is known well enough. */
const keptPerFile = 10_000;

export async function recordErrors(connection: DuckDBConnection, files: readonly FileErrors[]): Promise<void> {
  for (const { queryId, tableId, pipeId, file, loadedAt, errors } of files) {
    const rows = errors.slice(0, keptPerFile).map((error) => {
      const cells = errorRow(error, file).map(literal);
      return `(${[literal(queryId), tableId, literal(pipeId), loadedAt, ...cells].join(", ")})`;
    });
    for (let from = 0; from < rows.length; from += 500) {
      await connection.run(`insert into copies.errors values ${rows.slice(from, from + 500).join(", ")}`);
    }
  }
}

const literal = (value: string | number | null): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : quoteText(value);

/** DuckDB text of the errors that meet `condition`. */
export function errorsRelation(condition: string): ResolvedRelation {
  const items = errorColumns.map(({ name, type }) => `CAST(${name.toLowerCase()} AS ${duckType(type)}) AS "${name}"`);
  return { columns: errorColumns, from: `(SELECT ${items.join(", ")} FROM copies.errors WHERE ${condition})` };
}
