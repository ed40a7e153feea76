/** The content hash of a Parquet file, row group by row group. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type AsyncBuffer, type Compressors, type FileMetaData, parquetRead } from "hyparquet";
import { normaliseName } from "../contract/contract.ts";
import type { TableSchema } from "../csv/schema.ts";
import { refuse } from "../errors.ts";
import { printable } from "../printable.ts";
import type { RangeSource } from "../zip/source.ts";
import { type ContentHash, createContentHash } from "./content-hash.ts";
import { inspectParquet } from "./inspect.ts";
import { lz4Block, lz4Hadoop } from "./lz4.ts";

/** Snappy is hyparquet's own. Output is capped at what the page says. */
const COMPRESSORS: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: length }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: length }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: length }),
  LZ4: lz4Hadoop,
  LZ4_RAW: lz4Block,
};

/** A column chunk that is read at once. */
const ROWS_AT_ONCE = 50_000;

/**
 * Columns are found by name. A file whose column is not in the schema, or the other way round, is refused where the columns are compared;
 * here a missing one counts as missing values. `onRows` is called while rows are read, and may throw to end it. Throws `InputError` with `PARQUET_UNREADABLE` for pages that cannot be read.
 */
export async function hashParquet(
  source: RangeSource,
  entry: string,
  schema: TableSchema,
  onRows: () => void = () => undefined,
): Promise<ContentHash> {
  const { metadata, columns } = await inspectParquet(source, entry);
  const content = createContentHash(schema.fields);
  const names = columns.map(normaliseName);
  const places = schema.fields.map(({ name }) => names.indexOf(normaliseName(name)));
  const floats = columns.map((name) => isFloat32(metadata, name));
  const file: AsyncBuffer = {
    byteLength: source.bytes,
    slice: async (start, end = source.bytes) => new Uint8Array(await source.read(start, end - start)).buffer,
  };
  const rows = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < rows; rowStart += ROWS_AT_ONCE) {
    const rowEnd = Math.min(rows, rowStart + ROWS_AT_ONCE);
    const read = await readRows(file, metadata, rowStart, rowEnd).catch((cause: unknown) => {
      if (cause instanceof RangeError && cause.message.includes("were asked for")) throw cause;
      const found = printable(cause instanceof Error ? cause.message : String(cause), 300);
      const message = `${printable(entry)} cannot be read to its end: ${found}`;
      throw refuse("PARQUET_UNREADABLE", { entry: printable(entry), message, found }, { cause });
    });
    for (const row of read)
      content.add(places.map((place) => (place < 0 ? null : floats[place] ? shortFloat(row[place]) : row[place])));
    onRows();
  }
  return content;
}

function readRows(file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rowEnd: number): Promise<unknown[][]> {
  return new Promise((resolve, reject) => {
    parquetRead({ file, metadata, rowStart, rowEnd, compressors: COMPRESSORS, onComplete: resolve }).catch(reject);
  });
}

const isFloat32 = ({ schema }: FileMetaData, column: string) =>
  schema.some(({ name, type }) => name === column && type === "FLOAT");

/** The shortest decimal that is this 32-bit float: 0.1 instead of 0.10000000149011612. */
function shortFloat(value: unknown): unknown {
  if (typeof value !== "number" || !Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
