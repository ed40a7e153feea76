/** Looks over a CSV file while it passes and says whether DuckDB's reader is sure to see the same rows as the exact one. */
import { isUtf8 } from "node:buffer";
import type { CsvDialect } from "./dialect.ts";

const LF = 10;
const CR = 13;

export interface CsvScan {
  /** Records, counted outside of quotes. */
  records: number;
  /** Fields of the first record; 0 in an empty file. */
  fieldsOfFirst: number;
  bytes: number;
  /** Nothing was seen that readers could take in two ways. */
  isRegular: boolean;
  newline: "\n" | "\r\n";
  hasEnclosedNewline: boolean;
  /** `""` as a whole field. */
  hasEmptyEnclosed: boolean;
  /** An enclosed field that NULL_IF names. */
  hasEnclosedNull: boolean;
}

const singleByte = (text: string) => text.length === 1 && text.charCodeAt(0) < 0x80;

/** Dialects outside of this are read by the exact reader, whatever the file. */
export function canScan(dialect: CsvDialect): boolean {
  return (
    singleByte(dialect.fieldDelimiter) &&
    dialect.recordDelimiter === "\n" &&
    dialect.escape === undefined &&
    !dialect.trimSpace &&
    // DuckDB takes an empty field at the very end of a file for NULL, whatever it is told.
    dialect.emptyFieldAsNull &&
    dialect.nullIf.every((text) => !/[\r\n"']/.test(text) && !text.includes(dialect.fieldDelimiter))
  );
}

// Where in a field the scanner is.
const START = 0;
const BARE = 1;
const ENCLOSED = 2;
const CLOSED = 3;
const ESCAPED = 4;
const NULL_MARK = 5;
const RETURN = 6;

/** A byte that ends no run of plain ones. */
const PLAIN = 0;

export class CsvScanner {
  readonly #delimiter: number;
  readonly #enclosure: number;
  readonly #escape: number;
  readonly #takesNullMark: boolean;
  readonly #enclosedNulls: ReadonlyMap<number, readonly Buffer[]>;
  readonly #multiLine: boolean;
  /** By byte: PLAIN, or something to look at. */
  readonly #stops = new Uint8Array(256);
  #state = START;
  #records = 0;
  #delimiters = 0;
  #fieldsOfFirst = 0;
  #bytes = 0;
  #isRegular: boolean;
  #lineFeeds = 0;
  #returns = 0;
  #isRecordEmpty = true;
  #hasEnclosedNewline = false;
  #hasEmptyEnclosed = false;
  #hasEnclosedNull = false;
  /** Of the enclosed field: where its content starts in the chunk, -1 when it started in an earlier one, and bytes before this chunk. */
  #contentStart = 0;
  #contentBefore = 0;
  #unfinished = Buffer.alloc(0);

  constructor(dialect: CsvDialect) {
    this.#delimiter = dialect.fieldDelimiter.charCodeAt(0);
    this.#enclosure = dialect.enclosure?.charCodeAt(0) ?? -1;
    this.#escape = dialect.escapeUnenclosed?.charCodeAt(0) ?? -1;
    this.#takesNullMark = this.#escape === 92 && dialect.nullIf.includes("\\N");
    this.#multiLine = dialect.multiLine;
    for (const byte of [this.#delimiter, this.#enclosure, this.#escape, LF, CR]) if (byte >= 0) this.#stops[byte] = 1;
    this.#isRegular = canScan(dialect);
    const nulls = new Map<number, Buffer[]>();
    for (const text of dialect.nullIf) {
      const bytes = Buffer.from(text);
      nulls.set(bytes.length, [...(nulls.get(bytes.length) ?? []), bytes]);
    }
    this.#enclosedNulls = nulls;
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (!this.#isRegular) return;
    this.#checkCharacters(chunk);
    if (!this.#isRegular) return;
    const isSimple =
      (this.#state === START || this.#state === BARE) &&
      !chunk.includes(CR) &&
      (this.#enclosure < 0 || !chunk.includes(this.#enclosure)) &&
      (this.#escape < 0 || !chunk.includes(this.#escape));
    if (isSimple && this.#fieldsOfFirst > 0) this.#countLines(chunk);
    else this.#walk(chunk);
  }

  end(): CsvScan {
    if (this.#state === ENCLOSED || this.#state === ESCAPED || this.#state === RETURN) this.#isRegular = false;
    if (this.#unfinished.length > 0) this.#isRegular = false;
    if (!this.#isRecordEmpty || this.#state !== START || this.#delimiters > 0) this.#endRecord();
    if (this.#lineFeeds > 0 && this.#returns > 0) this.#isRegular = false;
    const newline = this.#returns > 0 ? "\r\n" : "\n";
    if (newline === "\r\n" && this.#hasEnclosedNewline) this.#isRegular = false;
    return {
      records: this.#records,
      fieldsOfFirst: this.#fieldsOfFirst,
      bytes: this.#bytes,
      isRegular: this.#isRegular,
      newline,
      hasEnclosedNewline: this.#hasEnclosedNewline,
      hasEmptyEnclosed: this.#hasEmptyEnclosed,
      hasEnclosedNull: this.#hasEnclosedNull,
    };
  }

  /** No NUL, and UTF-8 also over the edges of chunks. */
  #checkCharacters(chunk: Buffer): void {
    if (chunk.includes(0)) this.#isRegular = false;
    const bytes = this.#unfinished.length === 0 ? chunk : Buffer.concat([this.#unfinished, chunk]);
    let end = bytes.length;
    for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
      const byte = bytes[bytes.length - back] ?? 0;
      if (byte < 0x80) break;
      if (byte >= 0xc0) {
        const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
        if (size > back) end = bytes.length - back;
        break;
      }
    }
    if (!isUtf8(end === bytes.length ? bytes : bytes.subarray(0, end))) this.#isRegular = false;
    this.#unfinished = Buffer.from(bytes.subarray(end));
  }

  /** A chunk without quotes, escapes and carriage returns: every line feed ends a record. */
  #countLines(chunk: Buffer): void {
    let from = 0;
    let next = chunk.indexOf(LF);
    while (next >= 0) {
      if (next === from && this.#isRecordEmpty) this.#isRegular = false;
      this.#records += 1;
      this.#lineFeeds += 1;
      this.#delimiters = 0;
      this.#isRecordEmpty = true;
      from = next + 1;
      next = chunk.indexOf(LF, from);
    }
    if (from < chunk.length) {
      this.#isRecordEmpty = false;
      this.#state = chunk[chunk.length - 1] === this.#delimiter ? START : BARE;
    } else {
      this.#state = START;
    }
  }

  #walk(chunk: Buffer): void {
    const delimiter = this.#delimiter;
    const enclosure = this.#enclosure;
    const escapeByte = this.#escape;
    const stops = this.#stops;
    const length = chunk.length;
    let state = this.#state;
    this.#contentBefore = state === ENCLOSED ? this.#contentBefore : 0;
    this.#contentStart = state === ENCLOSED || state === CLOSED ? -1 : 0;
    for (let index = 0; index < length; index += 1) {
      let byte = chunk[index] as number;
      if (state === ENCLOSED) {
        while (stops[byte] === PLAIN || byte === delimiter || byte === escapeByte) {
          index += 1;
          if (index === length) break;
          byte = chunk[index] as number;
        }
        if (index === length) break;
        if (byte === enclosure) {
          state = CLOSED;
          this.#closeField(chunk, index);
        } else {
          this.#hasEnclosedNewline = true;
          if (byte === CR || !this.#multiLine) this.#isRegular = false;
        }
        continue;
      }
      if (state === BARE && stops[byte] === PLAIN) {
        do index += 1;
        while (index < length && stops[chunk[index] as number] === PLAIN);
        if (index === length) break;
        byte = chunk[index] as number;
      }
      if (byte === delimiter && state !== ESCAPED && state !== RETURN) {
        this.#delimiters += 1;
        this.#isRecordEmpty = false;
        state = START;
        continue;
      }
      if (byte === LF && state !== ESCAPED) {
        if (state === RETURN) this.#returns += 1;
        else this.#lineFeeds += 1;
        this.#endRecord();
        state = START;
        continue;
      }
      state = this.#step(state, byte, index);
      if (!this.#isRegular) return;
    }
    if (state === ENCLOSED) {
      this.#contentBefore += length - Math.max(this.#contentStart, 0);
      this.#contentStart = -1;
    }
    this.#state = state;
  }

  /** Any byte outside of quotes that is no delimiter; gives the next state. */
  #step(state: number, byte: number, index: number): number {
    if (state === RETURN) {
      this.#isRegular = false;
      return state;
    }
    if (byte === CR) return RETURN;
    this.#isRecordEmpty = false;
    if (state === START) {
      if (byte === this.#enclosure) {
        this.#contentStart = index + 1;
        this.#contentBefore = 0;
        return ENCLOSED;
      }
      return byte === this.#escape ? ESCAPED : BARE;
    }
    if (state === BARE) {
      if (byte === this.#enclosure || byte === this.#escape) this.#isRegular = false;
      return state;
    }
    if (state === CLOSED && byte === this.#enclosure) return ENCLOSED;
    if (state === ESCAPED && byte === 78 && this.#takesNullMark) return NULL_MARK;
    this.#isRegular = false;
    return state;
  }

  #closeField(chunk: Buffer, end: number): void {
    const inChunk = end - Math.max(this.#contentStart, 0);
    const length = this.#contentBefore + inChunk;
    if (length === 0) this.#hasEmptyEnclosed = true;
    const candidates = this.#enclosedNulls.get(length);
    if (candidates === undefined) return;
    // Begun in an earlier chunk: taken for a NULL mark when it could be one, and left to the exact reader.
    if (this.#contentBefore > 0 || this.#contentStart < 0) this.#isRegular = this.#isRegular && length === 0;
    else if (candidates.some((bytes) => bytes.compare(chunk, this.#contentStart, end) === 0))
      this.#hasEnclosedNull = true;
    if (length === 0 && candidates.length > 0) this.#hasEnclosedNull = true;
  }

  #endRecord(): void {
    if (this.#isRecordEmpty && this.#delimiters === 0) this.#isRegular = false;
    if (this.#records === 0) this.#fieldsOfFirst = this.#delimiters + 1;
    this.#records += 1;
    this.#delimiters = 0;
    this.#isRecordEmpty = true;
  }
}
