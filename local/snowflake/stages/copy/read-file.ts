/** Brings one staged file here and makes it ready to load, whatever its format. */
import { rm } from "node:fs/promises";
import path from "node:path";
import { type CsvDialect, csvDialect } from "../csv/dialect.ts";
import { readRecords } from "../csv/read-records.ts";
import { type CsvSpool, spoolCsv } from "../csv/spool.ts";
import type { FileFormat } from "../file-format.ts";
import { compressionOption } from "../files/decompress.ts";
import type { FileStore } from "../files/store.ts";
import type { Candidate } from "./candidates.ts";
import { type ColumnNames, type ReadyFile, readyByDuck, readyByReader } from "./csv-file.ts";

export interface SpooledFile {
  candidate: Candidate;
  csv: { spool: CsvSpool; dialect: CsvDialect };
  /** Paths that `discard` removes. */
  folder: string;
  name: string;
}

export interface Wanted {
  positional: number;
  expectedFields: number | undefined;
  names: ColumnNames;
}

/** `folder` has to be there; `name` is unique in it. */
export async function spoolFile(
  store: FileStore,
  candidate: Candidate,
  format: FileFormat,
  folder: string,
  name: string,
): Promise<SpooledFile> {
  const dialect = csvDialect(format.options);
  const compression = compressionOption(format.options["COMPRESSION"]);
  const source = await store.open(candidate.file.key);
  const spool = await spoolCsv(source, compression, dialect, path.join(folder, `${name}.csv`));
  return { candidate, csv: { spool, dialect }, folder, name };
}

/** Rows by the quickest way that is sure to be right. */
export async function readyFile(spooled: SpooledFile, wanted: Wanted): Promise<ReadyFile> {
  const { spool, dialect } = spooled.csv;
  return readyByDuck(spool, dialect, wanted.positional, wanted.expectedFields) ?? (await readyExactly(spooled, wanted));
}

export function readyExactly({ csv, folder, name }: SpooledFile, wanted: Wanted): Promise<ReadyFile> {
  const target = path.join(folder, `${name}.exact.csv`);
  return readyByReader(csv.spool, csv.dialect, wanted.positional, wanted.expectedFields, wanted.names, target);
}

export async function discard({ folder, name }: SpooledFile): Promise<void> {
  for (const end of [".csv", ".exact.csv"]) await rm(path.join(folder, `${name}${end}`), { force: true });
}

/** The names of PARSE_HEADER's line. */
export async function headerNames({ csv: { spool, dialect } }: SpooledFile): Promise<string[]> {
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.from(spool.header ?? "");
  }
  for await (const { fields } of readRecords(bytes(), dialect)) return fields.map((field) => field ?? "");
  return [];
}
