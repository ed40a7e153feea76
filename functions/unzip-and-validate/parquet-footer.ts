/** Reads the footer of a Parquet member while the member streams past: its rows and its columns. https://parquet.apache.org/docs/file-format/ */
import { parquetMetadata } from "hyparquet";
import { hasColumns, type TableContract } from "../../shared/contract/contract.ts";
import { type Fault, fault } from "../../shared/errors.ts";
import { printable } from "../../shared/printable.ts";

/** Footers grow with row groups and columns; one of a thousand row groups and twenty columns has about 2 MB. */
const TAIL_BYTES = 16 * 1024 * 1024;
const MAGIC = "PAR1";

export interface ParquetReport {
  rowCount: number | undefined;
  columns: string[] | undefined;
  faults: Fault[];
}

export function createParquetReader(entry: string, table: TableContract) {
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  return {
    push(chunk: Uint8Array) {
      tail.push(chunk);
      tailBytes += chunk.length;
      while (tailBytes - tail[0]!.length >= TAIL_BYTES) tailBytes -= tail.shift()!.length;
    },
    end(): ParquetReport {
      const bytes = Buffer.concat(tail);
      tail = [];
      const footer = readFooter(bytes);
      if (typeof footer === "string")
        return {
          rowCount: undefined,
          columns: undefined,
          faults: [fault("PARQUET_UNREADABLE", { entry, found: printable(footer) })],
        };
      const { rowCount, columns } = footer;
      if (hasColumns(table, columns)) return { rowCount, columns, faults: [] };
      const expected = table.schema.fields.map(({ name }) => name).join(", ");
      const found = printable(columns.join(", "), 400);
      return { rowCount, columns, faults: [fault("PARQUET_COLUMNS_MISMATCH", { entry, found, expected })] };
    },
  };
}

/** A text says what is wrong. */
function readFooter(bytes: Buffer): { rowCount: number; columns: string[] } | string {
  if (bytes.length < 12 || bytes.toString("latin1", bytes.length - 4) !== MAGIC) return "no PAR1 at the end";
  const footerBytes = bytes.readUInt32LE(bytes.length - 8);
  if (footerBytes + 8 > bytes.length) return `a footer of ${footerBytes} bytes`;
  const end = new Uint8Array(bytes.subarray(bytes.length - 8 - footerBytes)).buffer;
  try {
    const { num_rows, schema } = parquetMetadata(end);
    const [root, ...elements] = schema;
    if (root?.num_children !== elements.length) return "columns within columns";
    return { rowCount: Number(num_rows), columns: elements.map(({ name }) => name) };
  } catch (error) {
    // hyparquet throws plain errors (RangeError, Error) for anything that is not a footer; the bytes are all that it was given.
    return error instanceof Error ? error.message : String(error);
  }
}
