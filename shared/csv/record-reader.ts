/** Reads records out of a text that arrives in pieces: the scanner takes the plain ones in bulk, the parser each of the others. */
import type { Dialect } from "./dialect.ts";
import { cutCharacterBytes, decode, isText } from "./encoding.ts";
import { describeColumns } from "./fast-columns.ts";
import { addFault, type CsvCode, type CsvPlace, type FaultList, TEXT_CHARACTERS } from "./faults.ts";
import { matchHeader } from "./header.ts";
import { CR, countLineEnds, LF } from "./line-ends.ts";
import type { CsvReaderOptions, CsvReport } from "./reader.ts";
import { createRecordParser } from "./record-parser.ts";
import { byteOf, createScanner, growWindow, LIST_AT, LIST_ENTRY_BYTES, WINDOW_AT } from "./scanner.ts";
import type { Field, TableSchema } from "./schema.ts";
import { createValueCheck, type ValueCheck } from "./value-check.ts";

export interface RecordReader {
  /** The next piece of text, in bytes of the dialect's encoding (UTF-16: as UTF-8). Nothing of it is kept but an unfinished record. */
  push(piece: Uint8Array, isLast: boolean, recordBytes: number): void;
  /** Bytes of the member that are not text: a byte order mark. Before the first `push`. */
  skip(bytes: number): void;
  /** Records a structural fault and gives up: what follows is not read. */
  fail(code: CsvCode, place: CsvPlace): void;
  report(): Omit<CsvReport, "bytes">;
}

interface Column {
  name: string;
  field: Field | undefined;
  check: ValueCheck;
}

const FIRST_WINDOW_BYTES = 512 * 1024;
/** Of a character, in any of the encodings. */
const MOST_BYTES = 4;
const FORMULA = /^[=+\-@\t\r](?!$)/;
const PLAIN_NUMBER = /^[+-]?[\d.,\s]*\d[\d.,\s%]*(?:[eE][+-]?\d+)?$/;
/** No number that people write is longer; beyond, the pattern's time would grow with the square of the length. */
const PLAIN_NUMBER_MOST = 64;
const isFormula = (text: string) =>
  FORMULA.test(text) && !(text.length <= PLAIN_NUMBER_MOST && PLAIN_NUMBER.test(text));
const isAllowed: ValueCheck = () => undefined;

export function createRecordReader(options: {
  dialect: Dialect;
  schema: TableSchema | undefined;
  entry: string;
  keep: number;
  onRecord: CsvReaderOptions["onRecord"];
}): RecordReader {
  const { dialect, schema, entry, keep, onRecord } = options;
  const { encoding } = dialect;
  const isUtf16 = encoding === "utf-16le" || encoding === "utf-16be";
  const parser = createRecordParser(dialect);
  const scanner = createScanner(FIRST_WINDOW_BYTES);
  let window = growWindow(scanner, FIRST_WINDOW_BYTES);
  scanner.delimiter.value = byteOf(dialect.delimiter);
  scanner.quote.value = byteOf(dialect.quoteChar);
  scanner.comment.value = byteOf(dialect.commentChar);
  scanner.refused.value = dialect.skipInitialSpace ? 32 : 256;

  let columns: Column[] | undefined;
  let fields: (Field | undefined)[] = [];
  let header: string[] | undefined;
  /** Where the text in the window ends, up to where it was seen to be text, and when the next look at it pays. */
  let end = WINDOW_AT;
  let checkedTo = WINDOW_AT;
  let lookAt = 0;
  /** Bytes of the member before the window. */
  let base = 0;
  let line = 1;
  let records = 0;
  let faultyRecords = 0;
  let lastFaulty = -1;
  let formulaCells = 0;
  /** Whether the scanner may be used: not for dialects that it does not know, nor once the text has proved bad. */
  let isPlain =
    !onRecord && dialect.escapeChar === undefined && (dialect.doubleQuote || dialect.quoteChar === undefined);
  let isBad = false;
  let hasFailed = false;
  const structural: FaultList = { kept: [], count: 0 };
  const values: FaultList = { kept: [], count: 0 };

  const offsetOf = (at: number) => base + sourceBytes(WINDOW_AT, at);
  /** How many bytes of the member the text between two places was. */
  const sourceBytes = (from: number, to: number) =>
    isUtf16 ? window.toString("utf8", from, to).length * 2 : to - from;

  function fail(code: CsvCode, place: CsvPlace) {
    addFault(structural, keep, code, entry, () => ({ line, offset: offsetOf(WINDOW_AT), ...place }));
    hasFailed = true;
  }

  function push(piece: Uint8Array, isLast: boolean, recordBytes: number) {
    if (hasFailed) return;
    const size = end - WINDOW_AT + piece.length;
    // Growing by doubling copies each byte a few times at most.
    if (WINDOW_AT + size > scanner.memory.buffer.byteLength - 64) window = growWindow(scanner, size * 2);
    window.set(piece, end);
    end += piece.length;
    if (end < lookAt && !isLast) return;
    checkText(isLast);
    const next = readRecords(isLast);
    if (hasFailed) return;
    const consumed = sourceBytes(WINDOW_AT, next);
    base += consumed;
    window.copyWithin(WINDOW_AT, next, end);
    checkedTo = Math.max(WINDOW_AT, checkedTo - (next - WINDOW_AT));
    end -= next - WINDOW_AT;
    // An unfinished record is looked at again only when a good part has come, so that long ones cost no more than they are long.
    lookAt = end + ((end - WINDOW_AT) >> 2);
    if (end - WINDOW_AT > recordBytes)
      fail("CSV_RECORD_TOO_LONG", {
        record: records + 1,
        found: `${end - WINDOW_AT} bytes`,
        expected: `at most ${recordBytes} bytes`,
      });
  }

  /** Text that is none, or has NULs, sends every record through the parser, which names the places. */
  function checkText(isLast: boolean) {
    const cut = isLast ? 0 : cutCharacterBytes(window.subarray(checkedTo, end));
    const bytes = window.subarray(checkedTo, end - cut);
    checkedTo += bytes.length;
    if (isBad || (isText(bytes, encoding) && !bytes.includes(0))) return;
    isBad = true;
    isPlain = false;
  }

  /** Gives where the first unfinished record starts. */
  function readRecords(isLast: boolean): number {
    let at = WINDOW_AT;
    while (at < end && !hasFailed) {
      if (columns && isPlain) {
        at = scanPlain(at);
        if (at >= end) break;
      }
      if (isNoRecord(at)) {
        const next = skipLine(at, isLast);
        if (next < 0) return at;
        at = next;
        continue;
      }
      const next = parser.parse(window, at, end, isLast);
      if (next < 0) return at;
      takeRecord(at, next);
      line += countLineEnds(window, at, next);
      at = next;
    }
    return at;
  }

  /** Blank lines and comments. */
  const isNoRecord = (at: number) =>
    window[at] === LF ||
    window[at] === CR ||
    (dialect.commentChar !== undefined && window[at] === byteOf(dialect.commentChar));

  function skipLine(from: number, isLast: boolean): number {
    let at = from;
    while (at < end && window[at] !== LF && window[at] !== CR) at += 1;
    if (!isLast && (at >= end || (window[at] === CR && at + 1 >= end))) return -1;
    line += 1;
    return Math.min(end, window[at] === CR && window[at + 1] === LF ? at + 2 : at + 1);
  }

  function scanPlain(from: number): number {
    scanner.records.value = 0;
    scanner.listed.value = 0;
    const next = scanner.scan(from, end) >>> 0;
    const listed = scanner.listed.value;
    for (let index = 0; index < listed; index += 1) {
      const at = LIST_AT + index * LIST_ENTRY_BYTES;
      const before = window.readUInt32LE(at + 12);
      const [start, stop] = [window.readUInt32LE(at + 4), window.readUInt32LE(at + 8)];
      takeValue(
        columns![window.readUInt32LE(at)]!,
        decode(window.subarray(start, stop), encoding),
        start,
        records + before + 1,
        line + before,
        () => lineText(start),
      );
    }
    records += scanner.records.value;
    line += scanner.records.value;
    return next;
  }

  /** The start of a record, without its line end. */
  function recordText(from: number, to: number): string {
    let stop = Math.min(to, from + TEXT_CHARACTERS * MOST_BYTES);
    while (stop > from && (window[stop - 1] === LF || window[stop - 1] === CR)) stop -= 1;
    return decode(window.subarray(from, stop), encoding);
  }

  /** The record of any place in it, where it has no line ends in it: one that the scanner took. */
  function lineText(place: number): string {
    let from = place;
    while (from > WINDOW_AT && window[from - 1] !== LF && window[from - 1] !== CR) from -= 1;
    let to = place;
    while (to < end && window[to] !== LF && window[to] !== CR) to += 1;
    return recordText(from, to);
  }

  const textOf = (index: number) => {
    const text = decode(window.subarray(parser.starts[index]!, parser.ends[index]!), encoding);
    return parser.isEscaped(index) ? parser.unescape(text) : text;
  };

  function takeRecord(at: number, next: number) {
    const isHeader = !columns && dialect.header;
    const record = isHeader ? 0 : records + 1;
    const refuse = (code: CsvCode, where: number, details: CsvPlace = {}) =>
      addFault(structural, keep, code, entry, () => ({
        record,
        line: line + countLineEnds(window, at, where),
        offset: offsetOf(where),
        text: recordText(at, next),
        ...details,
      }));
    if (parser.unclosedAt >= 0)
      refuse("CSV_UNCLOSED_QUOTE", parser.unclosedAt, {
        found: decode(window.subarray(parser.unclosedAt, Math.min(next, parser.unclosedAt + 200)), encoding),
      });
    if (parser.textAfterQuoteAt >= 0)
      refuse("CSV_TEXT_AFTER_QUOTE", parser.textAfterQuoteAt, {
        found: decode(
          window.subarray(parser.textAfterQuoteAt, Math.min(next, parser.textAfterQuoteAt + 200)),
          encoding,
        ),
      });
    if (isBad) refuseBadText(at, next, refuse);
    if (!columns) startColumns(refuse, at);
    if (isHeader) return;
    records += 1;
    if (parser.unclosedAt >= 0) return;
    if (parser.count !== columns!.length) {
      refuse("CSV_RAGGED", at, { found: `${parser.count} fields`, expected: `${columns!.length} fields` });
      return;
    }
    const texts = columns!.map((_, index) => textOf(index));
    for (const [index, column] of columns!.entries())
      takeValue(column, texts[index]!, parser.starts[index]!, records, line, () => recordText(at, next));
    onRecord?.(texts, fields);
  }

  /** The first bad place of each kind in a record. */
  function refuseBadText(at: number, next: number, refuse: (code: CsvCode, where: number, details?: CsvPlace) => void) {
    const bytes = window.subarray(at, next);
    const nul = bytes.indexOf(0);
    if (nul >= 0) refuse("CSV_NUL", at + nul, { found: "U+0000" });
    if (isText(bytes, encoding)) return;
    for (let index = 0; index < parser.count; index += 1) {
      const field = window.subarray(parser.starts[index]!, parser.ends[index]!);
      if (!isText(field, encoding)) {
        refuse("CSV_ENCODING", parser.starts[index]!, {
          found: `bytes ${field.subarray(0, 40).toString("hex")}`,
          expected: encoding,
        });
        return;
      }
    }
    refuse("CSV_ENCODING", at, { expected: encoding });
  }

  /** From the first record: its texts are the names, or only their number counts. */
  function startColumns(refuse: (code: CsvCode, where: number, details?: CsvPlace) => void, at: number) {
    const texts = Array.from({ length: parser.count }, (_, index) => textOf(index));
    if (dialect.header) header = texts;
    const names = dialect.header
      ? texts
      : (schema?.fields.map(({ name }) => name) ?? texts.map((_, index) => `column ${index + 1}`));
    const matched = dialect.header
      ? matchHeader(texts, schema)
      : { fields: schema?.fields ?? names.map(() => undefined), faults: [] };
    fields = [...matched.fields];
    for (const { code, ...place } of matched.faults) refuse(code, at, place);
    columns = names.map((name, index) => {
      const field = fields[index];
      return { name, field, check: field ? createValueCheck(field) : isAllowed };
    });
    isPlain &&= describeColumns(scanner, columns);
  }

  function takeValue(
    { name, field, check }: Column,
    text: string,
    start: number,
    record: number,
    onLine: number,
    whole: () => string,
  ) {
    if ((!field || field.type === "string" || field.type === "any") && isFormula(text)) formulaCells += 1;
    const problem = check(text);
    if (!problem) return;
    addFault(values, keep, problem.code, entry, () => ({
      record,
      line: onLine,
      column: name,
      offset: offsetOf(start),
      found: text,
      expected: problem.expected,
      text: whole(),
    }));
    if (record !== lastFaulty) faultyRecords += 1;
    lastFaulty = record;
  }

  return {
    push,
    skip(bytes) {
      base += bytes;
    },
    fail,
    report() {
      if (!columns && !hasFailed && dialect.header) fail("CSV_EMPTY", { found: "no header" });
      return {
        records,
        header,
        structuralFaults: structural.kept,
        structuralFaultCount: structural.count,
        valueFaults: values.kept,
        valueFaultCount: values.count,
        faultyRecords,
        formulaCells,
        isWhole: !hasFailed,
      };
    },
  };
}
