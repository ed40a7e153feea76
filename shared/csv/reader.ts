/** Reads a CSV member while it streams past: counts its records, checks its header, and checks every field against the contract. */
import type { Fault } from "../errors.ts";
import type { Dialect } from "./dialect.ts";
import { createUtf16Reader, type Utf16Reader } from "./encoding.ts";
import { createRecordReader } from "./record-reader.ts";
import type { Field, TableSchema } from "./schema.ts";
import { foreignKind, markedUtf16, SNIFF_TEXT_BYTES } from "./sniff.ts";

export interface CsvReaderOptions {
  dialect: Dialect;
  /** Without a schema only the structure is checked: encoding, quotes, the same number of fields in every record. */
  schema?: TableSchema;
  /** The member's name, for the faults. */
  entry: string;
  /** How many faults of each kind (structural, value) are kept; all are counted. Default 1,000. */
  keep?: number;
  /** A longer record is refused, so that memory stays bounded. Default 8 MiB. */
  recordBytes?: number;
  /** Gets the texts of every record that has as many fields as there are columns, with the field of each. It costs speed: every record is cut in JavaScript. */
  onRecord?: (texts: readonly string[], fields: readonly (Field | undefined)[]) => void;
}

export interface CsvReport {
  /** Records without the header. */
  records: number;
  bytes: number;
  /** Names of the first record; `undefined` without a header. */
  header: string[] | undefined;
  /** What makes the member unreadable; any of them refuses the drop. The first `keep`, and how many there are in all. */
  structuralFaults: Fault[];
  structuralFaultCount: number;
  /** Values that the contract does not allow; the transform separates their rows. */
  valueFaults: Fault[];
  valueFaultCount: number;
  /** Records with at least one value fault. */
  faultyRecords: number;
  /** Cells that a spreadsheet would run as a formula: flagged, not faults. */
  formulaCells: number;
  /** Whether the text was read to its end: otherwise there may be more records than were counted. */
  isWhole: boolean;
}

export interface CsvReader {
  /** Bytes of the member, in order, cut anywhere. The chunk is not kept. */
  push(chunk: Uint8Array): void;
  /** After the last chunk. */
  end(): CsvReport;
}

const PIECE_BYTES = 256 * 1024;
/** The longest record that is read, in bytes. */
export const RECORD_BYTES = 8 * 1024 * 1024;

/** Throws `ConfigError` for a schema that cannot be checked. Faults of the text are in the report, never thrown. */
export function createCsvReader({
  dialect,
  schema,
  entry,
  keep = 1_000,
  recordBytes = RECORD_BYTES,
  onRecord,
}: CsvReaderOptions): CsvReader {
  const records = createRecordReader({ dialect, schema, entry, keep, onRecord });
  const isUtf16 = dialect.encoding === "utf-16le" || dialect.encoding === "utf-16be";
  let utf16: Utf16Reader | undefined;
  let head: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let isStarted = false;

  function start(isLast: boolean) {
    isStarted = true;
    if (bytes === 0 && (dialect.header || schema)) records.fail("CSV_EMPTY", { found: "no bytes" });
    const foreign = foreignKind(head);
    const marked = markedUtf16(head);
    if (foreign) records.fail(foreign.code, { record: 0, line: 1, offset: 0, found: foreign.kind });
    else if (marked && !isUtf16)
      records.fail("CSV_ENCODING", {
        line: 1,
        offset: 0,
        found: `a byte order mark of ${marked}`,
        expected: dialect.encoding,
      });
    else if (isUtf16) {
      utf16 = createUtf16Reader(marked ?? (dialect.encoding as "utf-16le" | "utf-16be"));
      if (marked) records.skip(2);
    } else if (dialect.encoding === "utf-8" && head.subarray(0, 3).equals(UTF8_MARK)) {
      records.skip(3);
      head = head.subarray(3);
    }
    const first = head;
    head = Buffer.alloc(0);
    feed(first, isLast);
  }

  function feed(chunk: Uint8Array, isLast: boolean) {
    for (let at = 0; at === 0 || at < chunk.length; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      const isLastPiece = isLast && at + PIECE_BYTES >= chunk.length;
      const text = utf16 ? utf16.push(piece, isLastPiece) : piece;
      if (!text) records.fail("CSV_ENCODING", { found: "bytes that are no character", expected: dialect.encoding });
      else records.push(text, isLastPiece, recordBytes);
    }
  }

  return {
    push(chunk) {
      bytes += chunk.length;
      if (isStarted) return feed(chunk, false);
      head = Buffer.concat([head, chunk]);
      if (head.length >= SNIFF_TEXT_BYTES) start(false);
    },
    end() {
      if (isStarted) feed(new Uint8Array(0), true);
      else start(true);
      return { ...records.report(), bytes };
    },
  };
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
