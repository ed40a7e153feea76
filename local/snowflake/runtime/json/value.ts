/** JSON with numbers of any length: reading text, and writing it compact with keys in order. */
import { fault } from "../scalar-function.ts";

/** A number as its text: integers of up to 38 digits and decimals stay exact. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
export type JsonObject = Map<string, JsonValue>;
export type JsonValue = string | boolean | null | JsonNumber | JsonValue[] | JsonObject;

const deepest = 1_000;

/** Throws 100069 with the position, as PARSE_JSON does. Undefined for text of blanks only. */
export function readJson(text: string): JsonValue | undefined {
  const reader = new Reader(text);
  reader.blanks();
  if (reader.at >= text.length) return undefined;
  const value = reader.value(0);
  reader.blanks();
  if (reader.at < text.length) throw reader.fail(`unexpected trailing characters`);
  return value;
}

class Reader {
  at = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  fail(what: string) {
    return fault("100069", "22P02", `Error parsing JSON: ${what}, pos ${this.at + 1}`);
  }

  blanks(): void {
    while (this.at < this.text.length && " \t\n\r\ufeff".includes(this.text[this.at]!)) this.at++;
  }

  value(depth: number): JsonValue {
    if (depth > deepest) throw this.fail("nested too deeply");
    const { text } = this;
    const character = text[this.at];
    switch (character) {
      case "{":
        return this.object(depth);
      case "[":
        return this.array(depth);
      case '"':
        return this.string();
      case "t":
      case "T":
        return this.word("true", true);
      case "f":
      case "F":
        return this.word("false", false);
      case "n":
      case "N":
        return this.word("null", null);
      case "u":
      case "U":
        return this.word("undefined", null);
      case undefined:
        throw this.fail("incomplete value");
      default: {
        const match = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
        match.lastIndex = this.at;
        const found = match.exec(text);
        if (found === null)
          throw this.fail(`unknown keyword "${/[\w$]*/.exec(text.slice(this.at))?.[0] || character}"`);
        this.at = match.lastIndex;
        return new JsonNumber(canonicalNumber(found[0]));
      }
    }
  }

  word<T>(word: string, value: T): T {
    // In any case: the page of TRY_PARSE_JSON reads FALSE. https://docs.snowflake.com/en/sql-reference/functions/try_parse_json
    const found = this.text.slice(this.at, this.at + word.length);
    if (found.toLowerCase() !== word || /\w/.test(this.text[this.at + word.length] ?? "")) {
      throw this.fail(`unknown keyword "${/\w*/.exec(this.text.slice(this.at))?.[0] ?? ""}"`);
    }
    this.at += word.length;
    return value;
  }

  array(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.at++;
    this.blanks();
    if (this.text[this.at] === "]") {
      this.at++;
      return items;
    }
    for (;;) {
      this.blanks();
      const next = this.text[this.at];
      // An omitted element is undefined, kept as null.
      items.push(next === "," || next === "]" ? null : this.value(depth + 1));
      this.blanks();
      const end = this.text[this.at++];
      if (end === "]") return items;
      if (end !== ",") {
        this.at--;
        throw this.fail(end === undefined ? "unfinished array" : "missing comma");
      }
    }
  }

  object(depth: number): JsonObject {
    const entries: JsonObject = new Map();
    this.at++;
    this.blanks();
    if (this.text[this.at] === "}") {
      this.at++;
      return entries;
    }
    for (;;) {
      this.blanks();
      const key = this.text[this.at] === '"' ? this.string() : this.bareKey();
      if (entries.has(key)) throw this.fail(`duplicate object attribute "${key}"`);
      this.blanks();
      if (this.text[this.at] !== ":") throw this.fail("missing colon");
      this.at++;
      this.blanks();
      entries.set(key, this.value(depth + 1));
      this.blanks();
      const end = this.text[this.at++];
      if (end === "}") return entries;
      if (end !== ",") {
        this.at--;
        throw this.fail(end === undefined ? "unfinished object" : "missing comma");
      }
    }
  }

  /** Names may stand without quotes, as in docs.snowflake.com/en/sql-reference/functions/flatten: `{ name: { first: "John" } }`. */
  bareKey(): string {
    const [key] = /^[A-Za-z_][\w$]*/.exec(this.text.slice(this.at, this.at + 256)) ?? [];
    if (key === undefined) throw this.fail("unfinished or unquoted attribute name");
    this.at += key.length;
    return key;
  }

  string(): string {
    const start = this.at;
    let at = start + 1;
    const { text } = this;
    for (;;) {
      const character = text[at];
      if (character === undefined) throw this.fail("unfinished string");
      if (character === '"') break;
      at += character === "\\" ? 2 : 1;
    }
    this.at = at + 1;
    try {
      return JSON.parse(text.slice(start, at + 1)) as string;
    } catch {
      // Line breaks and tabs inside a string are taken as they are.
      try {
        return JSON.parse(
          text
            .slice(start, at + 1)
            .replace(/[\u0000-\u001f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
        ) as string;
      } catch {
        this.at = start;
        throw this.fail("invalid string");
      }
    }
  }
}

/** 1.50 is 1.5, 1.0 is 1; with an exponent, or more than 38 digits, a double as Snowflake prints it. */
export function canonicalNumber(written: string): string {
  const text = written.startsWith("+") ? written.slice(1) : written;
  if (/[eE]/.test(text) || text.replace(/\D/g, "").length > 38) {
    const [mantissa, exponent] = Number(text).toExponential(15).split("e");
    return `${mantissa}e${exponent!.replace(/^([+-])(\d)$/, "$10$2")}`;
  }
  const [whole, fraction = ""] = text.split(".");
  const sign = whole!.startsWith("-") ? "-" : "";
  const digits = whole!.replace("-", "").replace(/^0+(?=\d)/, "") || "0";
  const rest = fraction.replace(/0+$/, "");
  if (rest === "") return digits === "0" ? "0" : sign + digits;
  return `${sign}${digits}.${rest}`;
}

export function writeJson(value: JsonValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  const keys = [...value.keys()].sort(byBytes);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${writeJson(value.get(key)!)}`).join(",")}}`;
}

/** Code points, not UTF-16 units: the order of UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return (x >= 0xd800 && x < 0xe000 ? x + 0x10000 : x) - (y >= 0xd800 && y < 0xe000 ? y + 0x10000 : y);
  }
  return a.length - b.length;
}

/** Canonical JSON made by `writeJson` always reads. */
export const readStored = (text: string): JsonValue => readJson(text) ?? null;
