/** A CSV file made ready to load: by DuckDB's reader where that is sure to be right, by the exact one otherwise. */
import { createReadStream } from "node:fs";
import path from "node:path";
import { varchar } from "../../sql/types.ts";
import { writeCanonical } from "../csv/canonical.ts";
import { type CsvDialect, csvDialect } from "../csv/dialect.ts";
import { canonicalCsvText, regularCsvText } from "../csv/read-csv-text.ts";
import { readRecords } from "../csv/read-records.ts";
import { type CsvRecord, endOfRecord, type RecordProblem, wrongColumnCount } from "../csv/record.ts";
import { type CsvSpool, spoolCsv } from "../csv/spool.ts";
import { compressionOption } from "../files/decompress.ts";
import { unsupportedOption } from "../option-errors.ts";
import type { ColumnNames, ReadyFile, SpooledFile, SpoolRequest, Wanted } from "./read-file.ts";
import { columnLabel, type RowError } from "./row-error.ts";

export async function spoolCsvFile({ store, candidate, format, folder, name }: SpoolRequest): Promise<SpooledFile> {
  const dialect = csvDialect(format.options);
  const compression = compressionOption(format.options.COMPRESSION);
  const file = path.join(folder, `${name}.csv`);
  const spool = await spoolCsv(await store.open(candidate.file.key), compression, dialect, file);
  const target = path.join(folder, `${name}.exact.csv`);
  const exact = ({ positional, expectedFields, names }: Wanted) =>
    readyByReader(spool, dialect, positional, expectedFields, names, target);
  const fileEnd = spool.start.offset + spool.scan.bytes;
  return {
    candidate,
    exact,
    quick: async (wanted) =>
      readyByDuck(spool, dialect, wanted.positional, wanted.expectedFields, wanted.isNumbered) ?? exact(wanted),
    async locate(places, { names }, describe) {
      const byRow = new Map(places.map((place) => [place.row, place]));
      const errors: RowError[] = [];
      if (places.length === 0) return errors;
      for await (const record of readRecords(
        createReadStream(file, { highWaterMark: 4 << 20 }),
        dialect,
        spool.start,
      )) {
        const place = byRow.get(record.number);
        if (place === undefined) continue;
        const { category, ...told } = describe(place, record.fields[place.field] ?? null);
        const at = record.starts[place.field] ?? record.length;
        errors.push(rowError(record, { ...told, at, field: place.field }, names, category, fileEnd));
        if (errors.length === places.length) break;
      }
      return errors;
    },
    async columns() {
      if (spool.header === undefined) {
        throw unsupportedOption("MATCH_BY_COLUMN_NAME for a CSV file without PARSE_HEADER = TRUE", "Set PARSE_HEADER.");
      }
      const names = await headerNames(spool.header, dialect);
      return names.map((column, field) => ({ name: column, sql: `"$${field + 1}"`, type: varchar(), field }));
    },
  };
}

/** The names of PARSE_HEADER's line. */
export async function headerNames(header: string, dialect: CsvDialect): Promise<string[]> {
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.from(header);
  }
  for await (const { fields } of readRecords(bytes(), dialect)) return fields.map((field) => field ?? "");
  return [];
}

/** Undefined when only the exact reader will do. */
export function readyByDuck(
  spool: CsvSpool,
  dialect: CsvDialect,
  positional: number,
  expectedFields: number | undefined,
  isNumbered = true,
): ReadyFile | undefined {
  const { scan } = spool;
  if (scan.records > 0 && expectedFields !== undefined && scan.fieldsOfFirst !== expectedFields) return undefined;
  if (scan.records === 0) return undefined;
  const rows = regularCsvText(spool.file, dialect, scan, positional, isNumbered);
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
