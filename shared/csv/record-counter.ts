/** Counts the records of a CSV text and does nothing else: quotes and mixed line ends are minded, blank lines are no records. */
import type { Dialect } from "./dialect.ts";
import { byteOf, createScanner, growWindow, WINDOW_AT } from "./scanner.ts";

const WINDOW_BYTES = 256 * 1024;

export interface RecordCounter {
  push(chunk: Uint8Array): void;
  /** All records so far, the header included, and the last one also where no line end follows it. */
  records(): number;
}

/** For texts whose quotes are doubled and whose encoding is a superset of ASCII. */
export function createRecordCounter({ delimiter, quoteChar }: Pick<Dialect, "delimiter" | "quoteChar">): RecordCounter {
  const scanner = createScanner(WINDOW_BYTES);
  const window = growWindow(scanner, WINDOW_BYTES);
  scanner.delimiter.value = byteOf(delimiter);
  scanner.quote.value = byteOf(quoteChar);
  let counted = 0;
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; at += WINDOW_BYTES) {
        const piece = chunk.subarray(at, at + WINDOW_BYTES);
        window.set(piece, WINDOW_AT);
        scanner.counted.value = 0;
        scanner.count(WINDOW_AT, WINDOW_AT + piece.length);
        counted += scanner.counted.value;
      }
    },
    records: () => counted + scanner.filled.value,
  };
}
