/** DuckDB text that reads a CSV file of this machine as columns `$1`, `$2`, … and a row number. */
import { quoteName, quoteText } from "../../sql/emit/text.ts";
import type { CsvDialect } from "./dialect.ts";
import type { CsvScan } from "./scan.ts";

/** The row's number within its file, from 1. */
export const ROW_NUMBER = "$row";

const columnTypes = (names: readonly string[]) =>
  `{${names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(", ")}}`;

const fileColumns = (count: number) => Array.from({ length: count }, (_, index) => `$${index + 1}`);

/** `wanted` columns: those that the file has, and NULL for the others. */
function projected(count: number, wanted: number): string[] {
  return Array.from({ length: wanted }, (_, index) =>
    index < count ? quoteName(`$${index + 1}`) : `CAST(NULL AS VARCHAR) AS ${quoteName(`$${index + 1}`)}`,
  );
}

/**
 * Undefined: DuckDB cannot tell this file's NULLs from its empty strings as Snowflake does. Rows that are not numbered are read by all of
 * DuckDB's threads: to number them, one thread has to see them all.
 */
export function regularCsvText(
  file: string,
  dialect: CsvDialect,
  scan: CsvScan,
  wanted: number,
  isNumbered: boolean,
): string | undefined {
  if (!scan.isRegular) return undefined;
  const nulls = [...new Set([...(dialect.emptyFieldAsNull ? [""] : []), ...dialect.nullIf])];
  // "" is NULL when it stands bare, and an empty string in quotes, unless NULL_IF names it.
  const emptyIsText = scan.hasEmptyEnclosed && !dialect.nullIf.includes("");
  if (emptyIsText && scan.hasEnclosedNull) return undefined;
  const columns = fileColumns(scan.fieldsOfFirst);
  const options = [
    "auto_detect = false",
    "header = false",
    `delim = ${quoteText(dialect.fieldDelimiter)}`,
    `quote = ${quoteText(dialect.enclosure ?? "")}`,
    `escape = ${quoteText(dialect.enclosure ?? "")}`,
    `new_line = ${scan.newline === "\n" ? "'\\n'" : "'\\r\\n'"}`,
    // No field has a newline in it, so none is equal to this.
    `nullstr = [${(nulls.length === 0 ? ["\n"] : nulls).map(quoteText).join(", ")}]`,
    `allow_quoted_nulls = ${scan.hasEnclosedNull}`,
    "strict_mode = true",
    ...(scan.hasEnclosedNewline ? ["parallel = false"] : []),
    `columns = ${columnTypes(columns)}`,
  ];
  const number = isNumbered ? "row_number() OVER ()" : "CAST(NULL AS BIGINT)";
  const select = [...projected(columns.length, wanted), `${number} AS ${quoteName(ROW_NUMBER)}`];
  return `(SELECT ${select.join(", ")} FROM read_csv(${quoteText(file)}, ${options.join(", ")}))`;
}

/** DuckDB's own limit for a record, in bytes. */
const standardLineBytes = 2_000_000;

/** A file that `writeCanonical` made; `longest` is its longest record in bytes. */
export function canonicalCsvText(file: string, count: number, longest: number): string {
  const columns = [ROW_NUMBER, ...fileColumns(count)];
  const options = [
    "auto_detect = false",
    "header = false",
    "delim = ','",
    `quote = '"'`,
    `escape = '"'`,
    "new_line = '\\n'",
    "nullstr = ['']",
    "allow_quoted_nulls = false",
    "strict_mode = true",
    "parallel = false",
    ...(longest < standardLineBytes ? [] : [`max_line_size = ${longest * 2}`, `buffer_size = ${longest * 4}`]),
    `columns = ${columnTypes(columns)}`,
  ];
  const select = [
    ...fileColumns(count).map(quoteName),
    `CAST(${quoteName(ROW_NUMBER)} AS BIGINT) AS ${quoteName(ROW_NUMBER)}`,
  ];
  return `(SELECT ${select.join(", ")} FROM read_csv(${quoteText(file)}, ${options.join(", ")}))`;
}
