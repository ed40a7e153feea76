/** Reads a data file through and says what a contract for it would have to say. */
import { createReadStream } from "node:fs";
import { basename, extname } from "node:path";
import type { Dialect } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import type { FieldType } from "../../shared/csv/schema.ts";
import { InputError } from "../../shared/errors.ts";
import { inspectParquet } from "../../shared/parquet/inspect.ts";
import { fileSource } from "../../shared/zip/source.ts";
import { sniffDialect } from "../inspect/sniff-dialect.ts";
import { type ColumnProfile, createColumnProfiler, KEY_ROWS_MOST } from "./profile-column.ts";

export interface FileProfile {
  file: string;
  /** The file's name without its extension. */
  stem: string;
  format: "csv" | "parquet";
  dialect: Dialect | undefined;
  rows: number;
  columns: ColumnProfile[];
}

const SAMPLE_BYTES = 256 * 1024;

/** Throws `InputError` for a file that cannot be read as what its name says. */
export async function profileFile(file: string): Promise<FileProfile> {
  const stem = basename(file, extname(file));
  return /\.parquet$/i.test(file) ? profileParquet(file, stem) : profileCsv(file, stem);
}

async function profileCsv(file: string, stem: string): Promise<FileProfile> {
  const dialect = await dialectOf(file);
  const profilers: ReturnType<typeof createColumnProfiler>[] = [];
  const { header, records } = await eachRecord(file, dialect, (texts) => {
    for (const [index, text] of texts.entries()) (profilers[index] ??= createColumnProfiler()).add(text);
  });
  const names = header ?? profilers.map((_, index) => `column_${index + 1}`);
  const columns = names.map((name, index) => (profilers[index] ?? createColumnProfiler()).end(name));
  return { file, stem, format: "csv", dialect, rows: records, columns };
}

async function dialectOf(file: string): Promise<Dialect> {
  await using source = await fileSource(file);
  const sample = Buffer.from(await source.read(0, Math.min(SAMPLE_BYTES, source.bytes)));
  return sniffDialect(sample, sample.length === source.bytes).dialect;
}

/** Throws `InputError` for a text whose structure is not sound. */
export async function eachRecord(file: string, dialect: Dialect, onRecord: (texts: readonly string[]) => void) {
  const reader = createCsvReader({ dialect, entry: basename(file), onRecord });
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    reader.push(chunk);
  const { structuralFaults, structuralFaultCount, ...report } = reader.end();
  if (structuralFaultCount > 0) throw new InputError(structuralFaults, { faultCount: structuralFaultCount });
  return report;
}

async function profileParquet(file: string, stem: string): Promise<FileProfile> {
  await using source = await fileSource(file);
  const { rows, types } = await inspectParquet(source, basename(file));
  const columns = types.map(
    ({ name, type, isNullable }): ColumnProfile => ({
      name,
      type: fieldTypeOf(type),
      missing: isNullable ? 1 : 0,
      examples: [],
      longest: 0,
      range: undefined,
      isUnique: undefined,
    }),
  );
  return { file, stem, format: "parquet", dialect: undefined, rows, columns };
}

/** Of Parquet's logical, converted and physical types. https://github.com/apache/parquet-format/blob/master/LogicalTypes.md */
function fieldTypeOf(type: string): FieldType {
  if (/^U?INT|^INTEGER/.test(type)) return "integer";
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return "number";
  if (/^TIMESTAMP/.test(type)) return "datetime";
  return ({ DATE: "date", BOOLEAN: "boolean", TIME: "time" } as const)[type] ?? "string";
}

/** The two leftmost columns that together name each row, where no column does so alone; `undefined` where none do or none can be proved. */
export async function findKeyPair({
  file,
  dialect,
  rows,
  columns,
}: FileProfile): Promise<[number, number] | undefined> {
  if (!dialect || rows === 0 || rows > KEY_ROWS_MOST) return undefined;
  const likely = columns.flatMap(({ missing, type }, index) =>
    missing === 0 && type !== "number" && index < 4 ? [index] : [],
  );
  const pairs = likely.flatMap((a) => likely.filter((b) => b > a).map((b) => [a, b] as [number, number]));
  const seen = pairs.map(() => new Set<string>());
  const isKey = pairs.map(() => true);
  await eachRecord(file, dialect, (texts) => {
    for (const [index, [a, b]] of pairs.entries()) {
      if (!isKey[index]) continue;
      const key = `${texts[a]!.length} ${texts[a]}${texts[b]}`;
      if (!seen[index]!.has(key)) seen[index]!.add(key);
      else {
        isKey[index] = false;
        seen[index]!.clear();
      }
    }
  });
  return pairs[isKey.indexOf(true)];
}
