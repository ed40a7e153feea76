/** A CSV file made ready to load: by DuckDB's reader where that is sure to be right, by the exact one otherwise. */
import { writeCanonical } from "../csv/canonical.ts";
import type { CsvDialect } from "../csv/dialect.ts";
import { canonicalCsvText, regularCsvText } from "../csv/read-csv-text.ts";
import { type CsvRecord, endOfRecord, type RecordProblem, wrongColumnCount } from "../csv/record.ts";
import type { CsvSpool } from "../csv/spool.ts";
import { columnLabel, type RowError } from "./row-error.ts";

export interface ReadyFile {
  /** DuckDB text of the rows: `$1` …, and the row number. */
  rows: string;
  /** Records of the file, broken ones too. */
  parsed: number;
  /** Rows that `rows` has to give: when it does not, DuckDB saw something else than the scan. */
  expectedRows: number;
  problems: RowError[];
}

/** How a load names the columns of a file. */
export interface ColumnNames {
  table: string;
  /** Name of the column that field `index` goes to. */
  nameOf(index: number): string | undefined;
}

/** Undefined when only the exact reader will do. */
export function readyByDuck(
  spool: CsvSpool,
  dialect: CsvDialect,
  positional: number,
  expectedFields: number | undefined,
): ReadyFile | undefined {
  const { scan } = spool;
  if (scan.records > 0 && expectedFields !== undefined && scan.fieldsOfFirst !== expectedFields) return undefined;
  if (scan.records === 0) return undefined;
  const rows = regularCsvText(spool.file, dialect, scan, positional);
  return rows === undefined ? undefined : { rows, parsed: scan.records, expectedRows: scan.records, problems: [] };
}

/** Reads the file record by record; `target` is where the rows are written for DuckDB. */
export async function readyByReader(
  spool: CsvSpool,
  dialect: CsvDialect,
  positional: number,
  expectedFields: number | undefined,
  names: ColumnNames,
  target: string,
): Promise<ReadyFile> {
  const problems: RowError[] = [];
  let written = 0;
  const fileEnd = spool.start.offset + spool.scan.bytes;
  const accept = (record: CsvRecord): boolean => {
    if (record.isBlank && dialect.skipBlankLines) return false;
    const problem =
      record.problem ?? countProblem(record, dialect, expectedFields, record.offset + record.raw.length >= fileEnd);
    if (problem !== undefined) {
      problems.push(rowError(record, problem, names, "parsing", fileEnd));
      return false;
    }
    written += 1;
    return true;
  };
  const { records, longest } = await writeCanonical({
    file: spool.file,
    dialect,
    start: spool.start,
    target,
    columns: positional,
    accept,
  });
  return { rows: canonicalCsvText(target, positional, longest), parsed: records, expectedRows: written, problems };
}

/**
 * The first record's count is compared with the table's, later ones run into a delimiter or an end that should not be there: three
 * messages for one fault, as Snowflake has them.
 */
function countProblem(
  { fields, starts, number, length, raw }: CsvRecord,
  dialect: CsvDialect,
  expected: number | undefined,
  isLast: boolean,
): RecordProblem | undefined {
  if (expected === undefined || fields.length === expected) return undefined;
  // Just past the record: the start of the next line where there is one.
  if (number === 1)
    return wrongColumnCount(fields.length, expected, { at: isLast ? length : raw.length, field: fields.length - 1 });
  if (fields.length < expected) return endOfRecord({ at: length, field: fields.length });
  return {
    code: "100016",
    sqlState: "22000",
    message: `Field delimiter '${dialect.fieldDelimiter}' found while expecting record delimiter '\\n'`,
    at: (starts[expected] ?? length) - Buffer.byteLength(dialect.fieldDelimiter),
    field: expected - 1,
  };
}

/** Puts a problem at its place in the file. */
export function rowError(
  record: CsvRecord,
  problem: RecordProblem,
  { table, nameOf }: ColumnNames,
  category: RowError["category"],
  fileEnd: number,
): RowError {
  const before = record.raw.toString("utf8", 0, problem.at);
  const lineStart = before.lastIndexOf("\n") + 1;
  const columnName = columnLabel(table, nameOf(problem.field), problem.field + 1);
  const isLast = record.offset + record.raw.length >= fileEnd;
  return {
    message: problem.message.replace("{column}", columnName),
    code: problem.code,
    sqlState: problem.sqlState,
    category,
    line: record.line + before.split("\n").length - 1,
    character: before.length - lineStart + 1,
    byteOffset: record.offset + problem.at,
    columnName,
    rowNumber: record.number,
    rowStartLine: record.line,
    rejectedRecord: isLast ? record.raw.toString("utf8", 0, record.length) : record.raw.toString("utf8"),
  };
}
