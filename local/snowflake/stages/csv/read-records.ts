/** The exact CSV reader: Snowflake's dialect byte by byte, with the position of everything that can be wrong. */
import { isUtf8 } from "node:buffer";
import type { CsvDialect } from "./dialect.ts";
import { unescapeCharacter } from "./escapes.ts";
import { type CsvRecord, endOfRecord, invalidUtf8, type RecordProblem, unexpectedCharacter } from "./record.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;

/** Where reading starts: the line and byte after a byte order mark and header lines. */
export interface ReadStart {
  line: number;
  offset: number;
}

/**
 * The records of a file in UTF-8, in order. A record whose structure is broken has a `problem`, and reading goes on after its record
 * delimiter. Memory holds one chunk and the record that goes over its end.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
  dialect: CsvDialect,
  start: ReadStart = { line: 1, offset: 0 },
): AsyncGenerator<CsvRecord> {
  const cursor = { number: 0, line: start.line, offset: start.offset };
  let pending = Buffer.alloc(0);
  let waitFor = 0;
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    // A record that goes on for megabytes is parsed again from its start: wait until there is twice as much.
    if (waitFor > pending.length) continue;
    const used = yield* takeRecords(pending, false, dialect, cursor);
    waitFor = used === 0 ? pending.length * 2 : 0;
    pending = pending.subarray(used);
  }
  yield* takeRecords(pending, true, dialect, cursor);
}

interface Cursor {
  number: number;
  line: number;
  offset: number;
}

/** Gives how many bytes were used up: all but the record that goes on in the next chunk. */
function* takeRecords(
  bytes: Buffer,
  isLast: boolean,
  dialect: CsvDialect,
  cursor: Cursor,
): Generator<CsvRecord, number> {
  const parser = new RecordParser(bytes, isLast, dialect);
  // One check for all: the strings of a chunk that is valid need no second look.
  const isValid = isUtf8(isLast ? bytes : bytes.subarray(0, wholeCharacters(bytes)));
  let position = 0;
  while (position < bytes.length) {
    const parsed = parser.parse(position);
    if (parsed === undefined) break;
    const record: CsvRecord = {
      number: cursor.number + 1,
      line: cursor.line,
      offset: cursor.offset,
      length: parsed.end - position,
      raw: bytes.subarray(position, parsed.next),
      fields: parsed.fields,
      starts: parsed.starts,
      isBlank: parsed.end === position,
      problem: parsed.problem,
    };
    if (!isValid && record.problem === undefined && !dialect.replaceInvalidCharacters) {
      record.problem = encodingProblem(bytes.subarray(position, parsed.end), parsed.starts);
    }
    cursor.number += 1;
    cursor.line += parsed.lines;
    cursor.offset += parsed.next - position;
    position = parsed.next;
    yield record;
  }
  return position;
}

/** Without the bytes of a character that goes on in the next chunk. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

function encodingProblem(record: Buffer, starts: readonly number[]): RecordProblem | undefined {
  if (isUtf8(record)) return undefined;
  for (const [field, at] of starts.entries()) {
    const bytes = record.subarray(at, starts[field + 1] ?? record.length);
    if (!isUtf8(bytes)) return invalidUtf8(withoutDelimiter(bytes, field + 1 < starts.length), { at, field });
  }
  return undefined;
}

const withoutDelimiter = (bytes: Uint8Array, isFollowed: boolean) =>
  isFollowed ? bytes.subarray(0, bytes.length - 1) : bytes;

interface ParsedRecord {
  fields: (string | null)[];
  starts: number[];
  /** Where the record's bytes end, and where the next record begins. */
  end: number;
  next: number;
  /** Line feeds up to `next`. */
  lines: number;
  problem: RecordProblem | undefined;
}

type FieldEnd = "field" | "record" | "file";

/** Parses one record at a time out of a buffer. Positions are bytes of the buffer. */
class RecordParser {
  readonly #bytes: Buffer;
  readonly #isLast: boolean;
  readonly #dialect: CsvDialect;
  readonly #field: Buffer;
  readonly #record: Buffer;
  readonly #enclosure: number;
  readonly #escape: number;
  readonly #escapeUnenclosed: number;
  #position = 0;
  #lines = 0;
  #dataEnd = 0;
  #endedBy: FieldEnd = "file";
  #needsMore = false;
  #problem: RecordProblem | undefined;

  constructor(bytes: Buffer, isLast: boolean, dialect: CsvDialect) {
    this.#bytes = bytes;
    this.#isLast = isLast;
    this.#dialect = dialect;
    this.#field = Buffer.from(dialect.fieldDelimiter);
    this.#record = Buffer.from(dialect.recordDelimiter);
    this.#enclosure = dialect.enclosure?.charCodeAt(0) ?? -1;
    this.#escape = dialect.escape?.charCodeAt(0) ?? -1;
    this.#escapeUnenclosed = dialect.escapeUnenclosed?.charCodeAt(0) ?? -1;
  }

  /** Undefined: the record goes on in the next chunk. */
  parse(start: number): ParsedRecord | undefined {
    this.#position = start;
    this.#lines = 0;
    this.#needsMore = false;
    this.#problem = undefined;
    const fields: (string | null)[] = [];
    const starts: number[] = [];
    do {
      starts.push(this.#position - start);
      fields.push(this.#readField(start, fields.length));
      if (this.#needsMore) return undefined;
    } while (this.#endedBy === "field");
    if (this.#endedBy === "file" && !this.#isLast) return undefined;
    return {
      fields,
      starts,
      end: this.#dataEnd,
      next: this.#position,
      lines: this.#lines,
      problem: this.#problem,
    };
  }

  #readField(start: number, index: number): string | null {
    if (this.#enclosure >= 0) {
      let opening = this.#position;
      if (this.#dialect.trimSpace) while (this.#bytes[opening] === SPACE) opening += 1;
      if (this.#bytes[opening] === this.#enclosure) return this.#readEnclosed(opening + 1, start, index);
    }
    return this.#readUnenclosed();
  }

  #readUnenclosed(): string | null {
    const bytes = this.#bytes;
    const from = this.#position;
    let hasEscape = false;
    let position = from;
    for (;;) {
      if (position >= bytes.length) {
        this.#finish("file", position, position);
        break;
      }
      const byte = bytes[position];
      if (byte === this.#escapeUnenclosed && position + 1 < bytes.length) {
        hasEscape = true;
        if (bytes[position + 1] === LF) this.#lines += 1;
        position += 2;
        continue;
      }
      if (this.#delimiterAt(position)) break;
      if (byte === LF) this.#lines += 1;
      position += 1;
    }
    const raw = bytes.toString("utf8", from, this.#dataEnd);
    return this.#unenclosedValue(raw, hasEscape);
  }

  #unenclosedValue(raw: string, hasEscape: boolean): string | null {
    const { trimSpace, nullIf, emptyFieldAsNull } = this.#dialect;
    const text = trimSpace ? raw.replace(/^ +| +$/g, "") : raw;
    if (text === "") return emptyFieldAsNull || nullIf.includes("") ? null : "";
    // The default of NULL_IF is \N, which is compared before the backslash is taken as an escape.
    if (nullIf.includes(text)) return null;
    if (!hasEscape) return text;
    const value = unescapeText(text, this.#dialect.escapeUnenclosed ?? "");
    return nullIf.includes(value) ? null : value;
  }

  #readEnclosed(from: number, start: number, index: number): string | null {
    const bytes = this.#bytes;
    const fieldStart = this.#position;
    let value = "";
    let segment = from;
    let position = from;
    for (;;) {
      if (position >= bytes.length) {
        if (!this.#isLast) this.#needsMore = true;
        this.#problem ??= endOfRecord({ at: position - start, field: index });
        this.#finish("file", position, position);
        return null;
      }
      const byte = bytes[position];
      if (byte === this.#escape && position + 1 < bytes.length) {
        value += bytes.toString("utf8", segment, position);
        const size = characterSize(bytes[position + 1] ?? 0);
        value += unescapeCharacter(bytes.toString("utf8", position + 1, position + 1 + size));
        position += 1 + size;
        segment = position;
        continue;
      }
      if (byte === this.#enclosure) {
        if (position + 1 >= bytes.length && !this.#isLast) {
          this.#needsMore = true;
          return null;
        }
        if (bytes[position + 1] !== this.#enclosure) break;
        value += bytes.toString("utf8", segment, position + 1);
        position += 2;
        segment = position;
        continue;
      }
      if (byte === LF) {
        if (!this.#dialect.multiLine) {
          this.#problem ??= endOfRecord({ at: position - start, field: index });
          this.#finish("record", position + 1, position);
          this.#lines += 1;
          return null;
        }
        this.#lines += 1;
      }
      position += 1;
    }
    value += bytes.toString("utf8", segment, position);
    this.#afterEnclosure(position + 1, start, index);
    if (this.#needsMore) return null;
    this.#dataEnd = Math.max(this.#dataEnd, fieldStart);
    return this.#dialect.nullIf.includes(value) ? null : value;
  }

  /** After the closing quote only a delimiter may follow; when something else does, the rest of the record is skipped. */
  #afterEnclosure(from: number, start: number, index: number): void {
    const bytes = this.#bytes;
    let position = from;
    if (this.#dialect.trimSpace) while (bytes[position] === SPACE) position += 1;
    if (position >= bytes.length) {
      this.#finish("file", position, position);
      return;
    }
    if (this.#delimiterAt(position)) return;
    const found = bytes.toString("utf8", position, position + characterSize(bytes[position] ?? 0));
    this.#problem ??= unexpectedCharacter(found, "field", this.#dialect.fieldDelimiter, {
      at: position - start,
      field: index,
    });
    while (position < bytes.length) {
      if (this.#delimiterAt(position)) {
        if (this.#endedBy === "record") return;
      }
      if (bytes[position] === LF) this.#lines += 1;
      position += 1;
    }
    this.#finish("file", position, position);
  }

  /** True when a delimiter starts here; then the field is finished. */
  #delimiterAt(position: number): boolean {
    const bytes = this.#bytes;
    const byte = bytes[position];
    if (this.#record.length > 0) {
      if (byte === this.#record[0] && this.#startsWith(position, this.#record)) {
        const isLineFeed = this.#record.length === 1 && byte === LF;
        // "\r\n is understood as a new line": the carriage return belongs to the delimiter.
        const dataEnd = isLineFeed && bytes[position - 1] === CR ? position - 1 : position;
        for (const part of this.#record) if (part === LF) this.#lines += 1;
        this.#finish("record", position + this.#record.length, Math.max(dataEnd, 0));
        return true;
      }
    }
    if (this.#field.length > 0 && byte === this.#field[0] && this.#startsWith(position, this.#field)) {
      this.#finish("field", position + this.#field.length, position);
      return true;
    }
    return false;
  }

  #startsWith(position: number, delimiter: Buffer): boolean {
    if (delimiter.length === 1) return true;
    if (position + delimiter.length > this.#bytes.length) {
      if (!this.#isLast) this.#needsMore = true;
      return false;
    }
    return this.#bytes.compare(delimiter, 0, delimiter.length, position, position + delimiter.length) === 0;
  }

  #finish(by: FieldEnd, next: number, dataEnd: number): void {
    this.#endedBy = by;
    this.#position = next;
    this.#dataEnd = dataEnd;
  }
}

const characterSize = (lead: number): number =>
  lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;

function unescapeText(text: string, mark: string): string {
  let result = "";
  for (let position = 0; position < text.length; position += 1) {
    const character = text[position] ?? "";
    if (character === mark && position + 1 < text.length) {
      position += 1;
      result += unescapeCharacter(text[position] ?? "");
    } else {
      result += character;
    }
  }
  return result;
}
