/** What can be judged of a Parquet member while it streams past: its first bytes and its end, where the footer is, are kept. https://parquet.apache.org/docs/file-format/ */
import { hasColumns, type TableContract } from "../contract/contract.ts";
import { type Fault, fault, InputError, refuse } from "../errors.ts";
import { inspectParquet } from "../parquet/inspect.ts";
import { printable } from "../printable.ts";
import type { RangeSource } from "../zip/source.ts";

/** Footers grow with row groups and columns; one of a thousand row groups and twenty columns has about 2 MB. */
const TAIL_BYTES = 16 * 1024 * 1024;
const HEAD_BYTES = 4;

export interface ParquetReport {
  rowCount: number | undefined;
  columns: string[] | undefined;
  /** Of its pages without their compression. */
  inflatedBytes: number | undefined;
  faults: Fault[];
}

export interface ParquetWindow {
  push(chunk: Uint8Array): void;
  /** After the last chunk. Faults are in the report, never thrown. */
  end(): Promise<ParquetReport>;
}

export function createParquetWindow(entry: string, table: TableContract): ParquetWindow {
  let head = Buffer.alloc(0);
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let bytes = 0;
  return {
    push(chunk) {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      tail.push(chunk);
      tailBytes += chunk.length;
      bytes += chunk.length;
      while (tailBytes - tail[0]!.length >= TAIL_BYTES) tailBytes -= tail.shift()!.length;
    },
    async end() {
      const source = windowSource(entry, bytes, head, Buffer.concat(tail));
      tail = [];
      try {
        const { rows, columns, inflatedBytes } = await inspectParquet(source, entry);
        if (hasColumns(table, columns)) return { rowCount: rows, columns, inflatedBytes, faults: [] };
        const expected = table.schema.fields.map(({ name }) => name).join(", ");
        const found = printable(columns.join(", "), 400);
        const faults = [fault("PARQUET_COLUMNS_MISMATCH", { entry, found, expected })];
        return { rowCount: rows, columns, inflatedBytes, faults };
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return { rowCount: undefined, columns: undefined, inflatedBytes: undefined, faults: [...error.faults] };
      }
    },
  };
}

/** A file of which only the first four bytes and the tail are there. */
function windowSource(entry: string, bytes: number, head: Buffer, tail: Buffer): RangeSource {
  const tailAt = bytes - tail.length;
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    if (offset >= tailAt && offset + length <= bytes) return tail.subarray(offset - tailAt, offset - tailAt + length);
    if (offset + length <= head.length) return head.subarray(offset, offset + length);
    throw refuse("PARQUET_UNREADABLE", {
      entry: printable(entry),
      offset,
      found: `a footer of ${length} bytes`,
      expected: `at most ${TAIL_BYTES} bytes`,
    });
  };
  return {
    bytes,
    read,
    async *stream(offset, length) {
      yield await read(offset, length);
    },
  };
}
