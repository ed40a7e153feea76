/** Reads what a Parquet file says of itself: rows, columns, codecs; and sees that its parts lie inside it. https://parquet.apache.org/docs/file-format/ */
import { type FileMetaData, parquetMetadata, type SchemaElement } from "hyparquet";
import { type InputError, refuse } from "../errors.ts";
import { printable } from "../printable.ts";
import type { RangeSource } from "../zip/source.ts";

export interface ParquetColumn {
  name: string;
  /** As the file has it: the logical type where there is one, else the physical one. */
  type: string;
  isNullable: boolean;
}

export interface ParquetFile {
  rows: number;
  /** Names in order. */
  columns: string[];
  types: ParquetColumn[];
  codecs: string[];
  rowGroups: number;
  /** Of all pages, without their compression. */
  inflatedBytes: number;
  metadata: FileMetaData;
}

/** What DuckDB, which loads the file later, reads. */
const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4", "LZ4_RAW"];
const MAGIC = "PAR1";
const FOOTER_MOST_BYTES = 64 * 1024 * 1024;
const TAIL_BYTES = 8;

/** Throws `InputError` with `PARQUET_UNREADABLE` for a file whose footer is missing, cut, encrypted, nested or contradicts the file. */
export async function inspectParquet(source: RangeSource, entry: string): Promise<ParquetFile> {
  const unreadable = (offset: number, found: string, expected?: string): InputError =>
    refuse("PARQUET_UNREADABLE", {
      entry: printable(entry),
      offset,
      found: printable(found),
      ...(expected !== undefined && { expected }),
      message: `The Parquet file cannot be read: "${printable(entry)}", at byte ${offset}, found ${printable(found)}.`,
    });
  if (source.bytes < MAGIC.length + TAIL_BYTES) throw unreadable(0, `${source.bytes} bytes`, "at least 12 bytes");
  const head = Buffer.from(await source.read(0, MAGIC.length)).toString("latin1");
  const tail = Buffer.from(await source.read(source.bytes - TAIL_BYTES, TAIL_BYTES));
  const mark = tail.toString("latin1", 4);
  if (mark === "PARE") throw unreadable(source.bytes - 4, "an encrypted footer", MAGIC);
  if (mark !== MAGIC) throw unreadable(source.bytes - 4, "no PAR1 at the end", MAGIC);
  if (head !== MAGIC) throw unreadable(0, "no PAR1 at the start", MAGIC);
  const footerBytes = tail.readUInt32LE(0);
  const footerAt = source.bytes - TAIL_BYTES - footerBytes;
  if (footerAt < MAGIC.length || footerBytes > FOOTER_MOST_BYTES)
    throw unreadable(source.bytes - TAIL_BYTES, `a footer of ${footerBytes} bytes`, "a footer inside the file");
  const metadata = readMetadata(await source.read(footerAt, footerBytes + TAIL_BYTES), (found) =>
    unreadable(footerAt, found),
  );
  const types = columnsOf(metadata.schema, (found) => unreadable(footerAt, found));
  const rows = Number(metadata.num_rows);
  const rowsInGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (!Number.isSafeInteger(rows) || rows < 0 || rows !== rowsInGroups)
    throw unreadable(footerAt, `${rows} rows, of which ${rowsInGroups} are in row groups`, "the same number");
  const codecs = checkChunks(metadata, types.length, footerAt, (found) => unreadable(footerAt, found));
  return {
    rows,
    columns: types.map(({ name }) => name),
    types,
    codecs,
    rowGroups: metadata.row_groups.length,
    inflatedBytes: inflatedBytesOf(metadata),
    metadata,
  };
}

const inflatedBytesOf = ({ row_groups: groups }: FileMetaData): number =>
  groups
    .flatMap(({ columns }) => columns)
    .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);

type Unreadable = (found: string) => InputError;

function readMetadata(footer: Uint8Array, unreadable: Unreadable): FileMetaData {
  try {
    return parquetMetadata(new Uint8Array(footer).buffer);
  } catch (error) {
    // hyparquet throws plain errors for anything that is not a footer, and these bytes are all that it was given.
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

function columnsOf([root, ...elements]: SchemaElement[], unreadable: Unreadable): ParquetColumn[] {
  if (!root || elements.length === 0) throw unreadable("no columns");
  if (root.num_children !== elements.length || elements.some(({ num_children }) => num_children))
    throw unreadable("columns within columns");
  const repeated = elements.find(({ repetition_type }) => repetition_type === "REPEATED");
  if (repeated) throw unreadable(`the repeated column ${repeated.name}`);
  return elements.map(({ name, type, logical_type, converted_type, repetition_type }) => ({
    name,
    type: logical_type?.type ?? converted_type ?? type ?? "unknown",
    isNullable: repetition_type !== "REQUIRED",
  }));
}

/** The codecs in use. Every column chunk must lie before the footer, in this file, and have as many values as its group has rows. */
function checkChunks(metadata: FileMetaData, columns: number, footerAt: number, unreadable: Unreadable): string[] {
  const codecs = new Set<string>();
  for (const [index, group] of metadata.row_groups.entries()) {
    if (group.columns.length !== columns)
      throw unreadable(`${group.columns.length} columns in row group ${index}, ${columns} in the schema`);
    for (const { file_path, meta_data, crypto_metadata } of group.columns.map((column) => ({
      crypto_metadata: undefined,
      ...column,
    }))) {
      if (file_path) throw unreadable("data in another file");
      if (!meta_data || crypto_metadata) throw unreadable("an encrypted column");
      const name = meta_data.path_in_schema.join(".");
      const start = Number(meta_data.dictionary_page_offset ?? meta_data.data_page_offset);
      const end = start + Number(meta_data.total_compressed_size);
      if (start < MAGIC.length || end > footerAt)
        throw unreadable(`column ${name} of row group ${index} at bytes ${start} to ${end}`);
      if (meta_data.num_values !== group.num_rows)
        throw unreadable(`${meta_data.num_values} values in column ${name} of row group ${index}`);
      if (!CODECS.includes(meta_data.codec)) throw unreadable(`the codec ${meta_data.codec} in column ${name}`);
      codecs.add(meta_data.codec);
    }
  }
  return [...codecs].sort();
}
