/** Cuts one record of a CSV text into fields, exactly as the dialect says. The scanner takes the plain records; this one takes all others. */
import type { Dialect } from "./dialect.ts";
import { CR, LF } from "./line-ends.ts";
import { byteOf } from "./scanner.ts";

const SPACE = 32;

export interface RecordParser {
  /** Fields of the last record: where each lies in the window, without its quotes. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** How many fields the last record had. */
  readonly count: number;
  /** Where in the last record text follows a closing quote, where a quote is not closed; -1 where nowhere. */
  readonly textAfterQuoteAt: number;
  readonly unclosedAt: number;
  /** Cuts the record that starts at `at`. Gives where the next one starts; -1 when this one is not whole before `end` and the text goes on (`isLast` false). */
  parse(bytes: Uint8Array, at: number, end: number, isLast: boolean): number;
  /** Whether the field's text has escapes to resolve. */
  isEscaped(index: number): boolean;
  /** Resolves doubled quotes and escapes. */
  unescape(text: string): string;
}

export function createRecordParser(dialect: Dialect): RecordParser {
  const delimiter = byteOf(dialect.delimiter);
  const quote = byteOf(dialect.quoteChar);
  const escapeByte = byteOf(dialect.escapeChar);
  const starts: number[] = [];
  const ends: number[] = [];
  const escaped: boolean[] = [];
  let count = 0;
  let textAfterQuoteAt = -1;
  let unclosedAt = -1;
  let hasEscapes = false;

  function add(start: number, end: number) {
    starts[count] = start;
    ends[count] = end;
    escaped[count] = hasEscapes;
    count += 1;
  }

  /** Where the closing quote stands; -1 when it is not there yet; `end` when the text ends without it. */
  function closingQuote(bytes: Uint8Array, from: number, end: number, isLast: boolean): number {
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === escapeByte) {
        hasEscapes = true;
        at += 1;
      } else if (byte === quote) {
        if (!dialect.doubleQuote) return at;
        if (at + 1 >= end) return isLast ? at : -1;
        if (bytes[at + 1] !== quote) return at;
        hasEscapes = true;
        at += 1;
      }
    }
    return isLast ? end : -1;
  }

  /** The first delimiter or line end from `at` on, or `end`. */
  function fieldEnd(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === delimiter || byte === LF || byte === CR) return at;
      if (byte === escapeByte) {
        hasEscapes = true;
        at += 1;
      }
    }
    return Math.min(at, end);
  }

  function parse(bytes: Uint8Array, from: number, end: number, isLast: boolean): number {
    count = 0;
    textAfterQuoteAt = -1;
    unclosedAt = -1;
    for (let at = from; ; at += 1) {
      hasEscapes = false;
      if (dialect.skipInitialSpace) while (at < end && bytes[at] === SPACE) at += 1;
      if (at < end && bytes[at] === quote) {
        const close = closingQuote(bytes, at + 1, end, isLast);
        if (close < 0) return -1;
        if (close === end) unclosedAt = at;
        add(at + 1, close);
        const next = Math.min(close + 1, end);
        at = fieldEnd(bytes, next, end);
        if (at > next) textAfterQuoteAt = next;
      } else {
        const start = at;
        at = fieldEnd(bytes, at, end);
        add(start, at);
      }
      if (at >= end) return isLast ? end : -1;
      if (bytes[at] === delimiter) continue;
      if (bytes[at] === LF) return at + 1;
      if (at + 1 >= end) return isLast ? end : -1;
      return bytes[at + 1] === LF ? at + 2 : at + 1;
    }
  }

  const doubled = dialect.quoteChar && dialect.doubleQuote ? dialect.quoteChar : undefined;
  return {
    starts,
    ends,
    get count() {
      return count;
    },
    get textAfterQuoteAt() {
      return textAfterQuoteAt;
    },
    get unclosedAt() {
      return unclosedAt;
    },
    parse,
    isEscaped: (index) => escaped[index] ?? false,
    unescape(text) {
      let plain = "";
      for (let at = 0; at < text.length; at += 1) {
        const isMark =
          text[at] === dialect.escapeChar ||
          (doubled !== undefined && text[at] === doubled && text[at + 1] === doubled);
        if (isMark && at + 1 < text.length) at += 1;
        plain += text[at];
      }
      return plain;
    },
  };
}
