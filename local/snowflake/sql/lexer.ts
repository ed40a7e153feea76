/** Cuts SQL text into tokens, in one pass and in linear time. */
import { syntaxError } from "../errors.ts";
import type { Token, TokenType } from "./tokens.ts";

// Sticky, so that a match costs only its own length. A word stops before `$$`, for `as$$…$$`.
const WHITE_SPACE = /[\s\u200b]+/y;
const WORD = /[\p{L}_](?:[\p{L}\p{M}\p{N}_]|\$(?!\$))*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const VARIABLE = /\$(?:\d+|[\p{L}_](?:[\p{L}\p{M}\p{N}_]|\$(?!\$))*)/uy;
const STAGE = /@(?:"(?:[^"]|"")*"|[^\s(),;"])*/y;
const URL = /file:\/\/[^\s;]*/iy;
const OPERATOR = /->>|:=|=>|->|::|\|\||<=|>=|<>|!=|\*\*|[-+*/%()[\]{},.;:=<>!|?^$]/y;

// Escape sequences of single-quoted strings: docs.snowflake.com/en/sql-reference/data-types-text
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
const NUMERIC_ESCAPE = /u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|(0)/y;

/**
 * All tokens of the text, the last of type `end`. White space and comments (`--`, `//`, `/*`) are dropped.
 * Throws SnowflakeError 001003 for an open string, name, comment or `$$`, and for a character that starts no token.
 */
export function tokenize(text: string): Token[] {
  return new Lexer(text).run();
}

class Lexer {
  readonly text: string;
  readonly tokens: Token[] = [];
  offset = 0;
  line = 1;
  lineStart = 0;
  /** Of the next line break at or after `offset`, so that the text is searched for breaks only once. */
  lineBreak: number;

  constructor(text: string) {
    this.text = text;
    this.lineBreak = this.findLineBreak(0);
  }

  run(): Token[] {
    while (this.skipBlanks()) this.next();
    this.push("end", "", this.text.length);
    return this.tokens;
  }

  /** Skips white space and comments; false at the end of the text. */
  skipBlanks(): boolean {
    const { text } = this;
    while (this.offset < text.length) {
      const two = text.slice(this.offset, this.offset + 2);
      if (two === "--" || two === "//") {
        this.moveTo(Math.min(this.lineBreak, text.length));
      } else if (two === "/*") {
        this.moveTo(this.find("*/", this.offset + 2) + 2);
      } else {
        const end = this.match(WHITE_SPACE);
        if (end < 0) return true;
        this.moveTo(end);
      }
    }
    return false;
  }

  next(): Token {
    const { text, offset } = this;
    const first = text[offset]!;
    if (first === "'") return this.quoted("string", "'");
    if (first === '"') return this.quoted("quoted", '"');
    if (first === "$" && text[offset + 1] === "$") {
      const end = this.find("$$", offset + 2);
      return this.push("dollar", text.slice(offset + 2, end), end + 2);
    }
    if (first === "@") return this.stage();
    if (first === "f" || first === "F") {
      const end = this.match(URL);
      if (end >= 0) return this.push("url", text.slice(offset, end), end);
    }
    let end = this.match(WORD);
    if (end >= 0) return this.push("word", text.slice(offset, end).toUpperCase(), end);
    end = first === "." && this.followsName() ? -1 : this.match(NUMBER);
    if (end >= 0) return this.push("number", text.slice(offset, end), end);
    end = this.match(VARIABLE);
    if (end >= 0) return this.push("variable", text.slice(offset, end).toUpperCase(), end);
    end = this.match(OPERATOR);
    if (end < 0) throw syntaxError(this.position(), String.fromCodePoint(text.codePointAt(offset)!));
    return this.push("operator", text.slice(offset, end), end);
  }

  /** `t.1` is a dot and a number; ` .1` is a number. */
  followsName(): boolean {
    const last = this.tokens.at(-1);
    return last !== undefined && last.end === this.offset && (last.type === "word" || last.type === "quoted");
  }

  quoted(type: "string" | "quoted", quote: string): Token {
    const { text, offset } = this;
    const escapes = type === "string";
    let value = "";
    let from = offset + 1;
    for (let at = from; ; ) {
      const character = text[at];
      if (character === undefined) throw syntaxError(this.position(), "<EOF>");
      if (character === quote && text[at + 1] !== quote) {
        return this.push(type, value + text.slice(from, at), at + 1);
      }
      if (character === quote) {
        value += text.slice(from, at + 1);
        at += 2;
      } else if (character === "\\" && escapes) {
        value += text.slice(from, at);
        const [decoded, length] = this.escape(at + 1);
        value += decoded;
        at += 1 + length;
      } else {
        at += 1;
        continue;
      }
      from = at;
    }
  }

  /** What the escape sequence after a backslash stands for, and its length. */
  escape(at: number): [string, number] {
    NUMERIC_ESCAPE.lastIndex = at;
    const numeric = NUMERIC_ESCAPE.exec(this.text);
    if (numeric !== null) {
      const [all, unicode, hex, octal] = numeric;
      const code = octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(unicode ?? hex ?? "0", 16);
      return [String.fromCharCode(code), all.length];
    }
    const character = this.text[at];
    if (character === undefined) return ["", 0]; // the string is open, and the caller says so
    return [ESCAPES[character] ?? character, 1];
  }

  stage(): Token {
    const end = this.match(STAGE);
    if (this.text[end] === '"') throw syntaxError(this.position(), "<EOF>");
    return this.push("stage", this.text.slice(this.offset, end), end);
  }

  match(pattern: RegExp): number {
    pattern.lastIndex = this.offset;
    return pattern.test(this.text) ? pattern.lastIndex : -1;
  }

  find(what: string, from: number): number {
    const found = this.text.indexOf(what, from);
    if (found < 0) throw syntaxError(this.position(), "<EOF>");
    return found;
  }

  position() {
    return { line: this.line, column: this.offset - this.lineStart };
  }

  push(type: TokenType, value: string, end: number): Token {
    const start = this.offset;
    const token = { type, value, start, end, line: this.line, column: start - this.lineStart };
    this.tokens.push(token);
    this.moveTo(end);
    return token;
  }

  moveTo(end: number): void {
    while (this.lineBreak < end) {
      this.line += 1;
      this.lineStart = this.lineBreak + 1;
      this.lineBreak = this.findLineBreak(this.lineStart);
    }
    this.offset = end;
  }

  findLineBreak(from: number): number {
    const found = this.text.indexOf("\n", from);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }
}
