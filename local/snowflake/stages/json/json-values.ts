/** Cuts a file into its JSON values: lines, values one after the other, or the elements of an outer array. */
import { SnowflakeError } from "../../errors.ts";

export interface JsonValue {
  /** From 1. */
  number: number;
  /** From 1, of the value's first byte. */
  line: number;
  /** In bytes. */
  offset: number;
  text: string;
  /** Why it is no JSON. */
  problem: string | undefined;
}

export interface JsonOptions {
  /** STRIP_OUTER_ARRAY: the elements of an array are rows of their own. */
  stripOuterArray: boolean;
  /** STRIP_NULL_VALUES: fields and elements that are null are taken out. */
  stripNullValues: boolean;
}

const QUOTE = 34;
const BACKSLASH = 92;
const LF = 10;
const isSpace = (byte: number) => byte === 32 || byte === LF || byte === 13 || byte === 9;
const isOpening = (byte: number) => byte === 123 || byte === 91;
const isClosing = (byte: number) => byte === 125 || byte === 93;

/**
 * Memory holds one chunk and the value that goes over its end; Snowflake takes values of up to 128 MB.
 * https://docs.snowflake.com/en/user-guide/semistructured-data-formats
 */
export async function* readJsonValues(
  chunks: AsyncIterable<Uint8Array>,
  options: JsonOptions,
): AsyncGenerator<JsonValue> {
  const cutter = new JsonCutter(options);
  for await (const chunk of chunks) {
    for (const value of cutter.push(Buffer.from(chunk), false)) yield checked(value, options);
  }
  for (const value of cutter.push(Buffer.alloc(0), true)) yield checked(value, options);
}

function checked(value: JsonValue, { stripNullValues }: JsonOptions): JsonValue {
  if (value.problem !== undefined) return value;
  try {
    if (!stripNullValues) {
      JSON.parse(value.text);
      return value;
    }
    return { ...value, text: withoutNulls(value.text) };
  } catch (error) {
    return { ...value, problem: `Error parsing JSON: ${(error as Error).message}` };
  }
}

/** Numbers keep their digits: they are written back as they stood. */
function withoutNulls(text: string): string {
  const isNull = (value: unknown) => value === null;
  const parsed: unknown = JSON.parse(text, function keep(
    _key: string,
    value: unknown,
    { source }: { source?: string },
  ) {
    if (typeof value === "number" && source !== undefined) return rawJson(source);
    if (Array.isArray(value)) return value.filter((element) => !isNull(element));
    if (typeof value === "object" && value !== null && !isRaw(value)) {
      return Object.fromEntries(Object.entries(value).filter(([, field]) => !isNull(field)));
    }
    return value;
  } as (key: string, value: unknown) => unknown);
  return JSON.stringify(parsed);
}

/** In Node since 21; TypeScript's library does not know them yet. */
const { rawJSON: rawJson, isRawJSON: isRaw } = JSON as unknown as {
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
};

class JsonCutter {
  readonly #strip: boolean;
  #pending: Buffer = Buffer.alloc(0);
  #offset = 0;
  #line = 1;
  #number = 0;
  #isInArray = false;

  constructor({ stripOuterArray }: JsonOptions) {
    this.#strip = stripOuterArray;
  }

  *push(chunk: Buffer, isLast: boolean): Generator<JsonValue> {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let position = 0;
    for (;;) {
      const start = this.#skip(bytes, position);
      if (start >= bytes.length) {
        position = start;
        break;
      }
      if (this.#strip && !this.#isInArray && bytes[start] === 91) {
        this.#isInArray = true;
        position = this.#use(bytes, start, start + 1);
        continue;
      }
      if (this.#isInArray && bytes[start] === 93) {
        this.#isInArray = false;
        position = this.#use(bytes, start, start + 1);
        continue;
      }
      const end = this.#valueEnd(bytes, start, isLast);
      if (end === undefined) {
        position = start;
        break;
      }
      const line = this.#line;
      const offset = this.#offset;
      position = this.#use(bytes, start, end);
      this.#number += 1;
      yield { number: this.#number, line, offset, text: bytes.toString("utf8", start, end), problem: undefined };
    }
    this.#pending = Buffer.from(bytes.subarray(position));
    if (isLast && this.#isInArray)
      throw new SnowflakeError("100069", "22P02", "Error parsing JSON: unfinished JSON array");
  }

  /** Over white space, a byte order mark, and the commas of the outer array. */
  #skip(bytes: Buffer, from: number): number {
    let position = from;
    while (position < bytes.length) {
      const byte = bytes[position] as number;
      const isMark = this.#offset + position - from < 3 && (byte === 0xef || byte === 0xbb || byte === 0xbf);
      if (!isSpace(byte) && !isMark && !(this.#isInArray && byte === 44)) break;
      position += 1;
    }
    return this.#use(bytes, from, position);
  }

  #use(bytes: Buffer, from: number, to: number): number {
    for (let at = bytes.indexOf(LF, from); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) this.#line += 1;
    this.#offset += to - from;
    return to;
  }

  /** Undefined: the value goes on in the next chunk. */
  #valueEnd(bytes: Buffer, start: number, isLast: boolean): number | undefined {
    const first = bytes[start] as number;
    if (!isOpening(first) && first !== QUOTE) {
      let position = start;
      while (position < bytes.length) {
        const byte = bytes[position] as number;
        if (
          isSpace(byte) ||
          byte === 44 ||
          isClosing(byte) ||
          (position > start && (isOpening(byte) || byte === QUOTE))
        )
          break;
        position += 1;
      }
      if (position >= bytes.length && !isLast) return undefined;
      // A stray bracket or comma: taken as a value of its own, so that it is reported.
      return Math.max(position, start + 1);
    }
    let depth = 0;
    let isInString = false;
    for (let position = start; position < bytes.length; position += 1) {
      const byte = bytes[position] as number;
      if (isInString) {
        if (byte === BACKSLASH) position += 1;
        else if (byte === QUOTE) isInString = false;
      } else if (byte === QUOTE) isInString = true;
      else if (isOpening(byte)) depth += 1;
      else if (isClosing(byte)) depth -= 1;
      if (depth === 0 && !isInString) return position + 1;
    }
    return isLast ? bytes.length : undefined;
  }
}
