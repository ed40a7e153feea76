/** Finds out what a CSV or Parquet file is: how it is written, its columns with their types, its rows, and what is wrong with it. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { createCsvReader } from "../../shared/csv/reader.ts";
import { type Fault, InputError } from "../../shared/errors.ts";
import { inspectParquet } from "../../shared/parquet/inspect.ts";
import { fileSource, type RangeSource } from "../../shared/zip/source.ts";
import { wrongUse } from "../exit-codes.ts";
import { createTypeInference, type InferredColumn, type TypeInference } from "./infer-type.ts";
import { sniffDialect } from "./sniff-dialect.ts";

export interface InspectedColumn {
  name: string;
  type: string;
  /** Of CSV: records in which it is empty. */
  missing: number | null;
  examples: readonly string[];
}

export interface InspectedFile {
  file: string;
  format: "csv" | "parquet";
  bytes: number;
  rows: number | null;
  columns: readonly InspectedColumn[];
  /** Of CSV. */
  encoding: string | null;
  hasByteOrderMark: boolean | null;
  lineEnds: string | null;
  /** As Table Dialect has it. */
  dialect: { delimiter: string; quoteChar: string | null; header: boolean } | null;
  formulaCells: number | null;
  /** Of Parquet. */
  codecs: readonly string[] | null;
  rowGroups: number | null;
  faults: readonly Fault[];
  faultCount: number;
}

const SAMPLE_BYTES = 256 * 1024;

/** Throws `CommandError` (wrong use) for a file that is not there. Faults of the file are in the result, never thrown. */
export async function inspectFile(file: string): Promise<InspectedFile> {
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile()) throw wrongUse(`${file} is not a file that can be read.`);
  await using source = await fileSource(file);
  const head = Buffer.from(await source.read(0, Math.min(4, source.bytes))).toString("latin1");
  return await (head === "PAR1" || /\.parquet$/i.test(file) ? asParquet(source, file) : asCsv(source, file));
}

async function asParquet(source: RangeSource, file: string): Promise<InspectedFile> {
  const known = { ...NOTHING, file, format: "parquet" as const, bytes: source.bytes };
  try {
    const { rows, types, codecs, rowGroups } = await inspectParquet(source, basename(file));
    const columns = types.map(({ name, type }) => ({ name, type, missing: null, examples: [] }));
    return { ...known, rows, columns, codecs, rowGroups };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...known, faults: error.faults, faultCount: error.faults.length };
  }
}

async function asCsv(source: RangeSource, file: string): Promise<InspectedFile> {
  const sampleBytes = Math.min(SAMPLE_BYTES, source.bytes);
  const sample = Buffer.from(await source.read(0, sampleBytes));
  const { dialect, hasByteOrderMark, lineEnds } = sniffDialect(sample, sampleBytes === source.bytes);
  const inferences: TypeInference[] = [];
  const reader = createCsvReader({
    dialect,
    entry: basename(file),
    onRecord(texts) {
      for (let index = 0; index < texts.length; index += 1) {
        inferences[index] ??= createTypeInference();
        inferences[index]!.add(texts[index]!);
      }
    },
  });
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    reader.push(chunk);
  const { records, header, structuralFaults, structuralFaultCount, formulaCells } = reader.end();
  const names = header ?? inferences.map((_, index) => `column_${index + 1}`);
  return {
    ...NOTHING,
    file,
    format: "csv",
    bytes: source.bytes,
    rows: records,
    columns: names.map((name, index): InferredColumn => (inferences[index] ?? createTypeInference()).end(name)),
    encoding: dialect.encoding,
    hasByteOrderMark,
    lineEnds,
    dialect: { delimiter: dialect.delimiter, quoteChar: dialect.quoteChar ?? null, header: dialect.header },
    formulaCells,
    faults: structuralFaults,
    faultCount: structuralFaultCount,
  };
}

const NOTHING = {
  rows: null,
  columns: [],
  encoding: null,
  hasByteOrderMark: null,
  lineEnds: null,
  dialect: null,
  formulaCells: null,
  codecs: null,
  rowGroups: null,
  faults: [],
  faultCount: 0,
};
