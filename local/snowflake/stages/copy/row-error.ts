/** One rejected row: what COPY reports, VALIDATE lists, and an aborted statement says. */
import { SnowflakeError } from "../../errors.ts";

/** https://docs.snowflake.com/en/sql-reference/sql/copy-into-table#validating-staged-files */
export interface RowError {
  message: string;
  code: string;
  sqlState: string;
  category: "parsing" | "conversion" | "other";
  /** Null when it is no matter of a place in the file. */
  line: number | null;
  character: number | null;
  byteOffset: number | null;
  /** `"T"["C":2]`. */
  columnName: string | null;
  /** Of the record, from 1, without header lines. */
  rowNumber: number;
  rowStartLine: number;
  rejectedRecord: string | null;
}

const advice =
  "If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. " +
  "For more information on loading options, please run 'info loading_data' in a SQL client.";

/** What a COPY with ON_ERROR = ABORT_STATEMENT fails with. `file` is the path that messages show. */
export function abortError(error: RowError, file: string): SnowflakeError {
  if (error.line === null) return new SnowflakeError(error.code, error.sqlState, error.message);
  const row =
    error.rowStartLine === error.line
      ? `Row ${error.rowNumber}`
      : `Row ${error.rowNumber} starts at line ${error.rowStartLine}`;
  const text = [
    error.message,
    `  File '${file}', line ${error.line}, character ${error.character}`,
    `  ${row}, column ${error.columnName}`,
    `  ${advice}`,
  ].join("\n");
  return new SnowflakeError(error.code, error.sqlState, text);
}

/** `"T"["C":2]`; `"T"[5]` when the table has no such column. */
export const columnLabel = (table: string, column: string | undefined, ordinal: number): string =>
  column === undefined ? `"${table}"[${ordinal}]` : `"${table}"["${column}":${ordinal}]`;
