/** A place in the tokens of a text, with the small questions that every part of the parser asks. */
import { nestedTooDeeply, syntaxError } from "../../errors.ts";
import type { Identifier, Span } from "../ast/index.ts";
import { tokenize } from "../lexer.ts";
import type { Token } from "../tokens.ts";
import { RESERVED } from "./keywords.ts";

/** Deeper nesting than this is an error, so that no text can exhaust the stack. */
export const MAX_DEPTH = 400;

export class Cursor {
  readonly text: string;
  readonly tokens: Token[];
  index = 0;
  depth = 0;
  /** Question marks seen so far. */
  binds = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  get token(): Token {
    return this.tokens[this.index]!;
  }

  get previous(): Token {
    return this.tokens[Math.max(0, this.index - 1)]!;
  }

  /** The token `ahead` places on; the end token when there are fewer. */
  peek(ahead: number): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!;
  }

  atEnd(): boolean {
    return this.token.type === "end";
  }

  advance(): Token {
    const token = this.token;
    if (token.type !== "end") this.index += 1;
    return token;
  }

  /** Throws the syntax error of the current token. */
  fail(token: Token = this.token): never {
    const found = token.type === "end" ? "<EOF>" : this.text.slice(token.start, token.end);
    throw syntaxError({ line: token.line, column: token.column }, found);
  }

  /** From the start token to the last one consumed. */
  span(from: Token): Span {
    const end = Math.max(this.previous.end, from.start);
    return { start: from.start, end, line: from.line, column: from.column };
  }

  /** From an earlier node to the last token consumed. */
  spanSince(node: { span: Span }): Span {
    return { ...node.span, end: Math.max(this.previous.end, node.span.end) };
  }

  // ---- words

  isWordAt(ahead: number, word: string): boolean {
    const token = this.peek(ahead);
    return token.type === "word" && token.value === word;
  }

  isWords(...words: string[]): boolean {
    return words.every((word, ahead) => this.isWordAt(ahead, word));
  }

  isAnyWord(words: readonly string[], ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "word" && words.includes(token.value);
  }

  /** Takes the words when all of them are next. */
  accept(...words: string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.index += words.length;
    return true;
  }

  acceptAny<W extends string>(...words: W[]): W | undefined {
    return this.isAnyWord(words) ? (this.advance().value as W) : undefined;
  }

  expect(...words: string[]): void {
    for (const word of words) if (!this.accept(word)) this.fail();
  }

  expectAny<W extends string>(...words: W[]): W {
    return this.acceptAny(...words) ?? this.fail();
  }

  // ---- operators

  isOperator(operator: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "operator" && token.value === operator;
  }

  acceptOperator(operator: string): boolean {
    if (!this.isOperator(operator)) return false;
    this.index += 1;
    return true;
  }

  expectOperator(operator: string): void {
    if (!this.acceptOperator(operator)) this.fail();
  }

  // ---- shapes

  /** One or more, separated by commas. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.acceptOperator(",")) items.push(item());
    return items;
  }

  parenthesised<T>(inner: () => T): T {
    this.expectOperator("(");
    const result = inner();
    this.expectOperator(")");
    return result;
  }

  /** `( a, b )`. */
  parenthesisedList<T>(item: () => T): T[] {
    return this.parenthesised(() => this.list(item));
  }

  /** `( )` or `( a, b )`. */
  optionalItems<T>(item: () => T): T[] {
    return this.parenthesised(() => (this.isOperator(")") ? [] : this.list(item)));
  }

  /** For chains that make a tree as deep as they are long: casts, paths, predicates, PIVOT after PIVOT. */
  limit(links: number): void {
    if (links <= MAX_DEPTH) return;
    throw nestedTooDeeply({ line: this.token.line, column: this.token.column }, MAX_DEPTH);
  }

  /** Runs the recursive step one level deeper. */
  nest<T>(step: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw nestedTooDeeply({ line: this.token.line, column: this.token.column }, MAX_DEPTH);
    const result = step();
    this.depth -= 1;
    return result;
  }

  // ---- identifiers

  isIdentifier(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "quoted" || (token.type === "word" && !RESERVED.has(token.value));
  }

  identifier(): Identifier {
    return this.isIdentifier() ? this.anyIdentifier() : this.fail();
  }

  /** A reserved word is taken too: after a dot, as a key. */
  anyIdentifier(): Identifier {
    const token = this.token;
    if (token.type !== "word" && token.type !== "quoted") this.fail();
    this.index += 1;
    const quoted = token.type === "quoted";
    const text = quoted ? token.value : this.text.slice(token.start, token.end);
    return { kind: "identifier", value: token.value, text, quoted, span: this.span(token) };
  }

  identifiers(): Identifier[] {
    return this.parenthesisedList(() => this.identifier());
  }

  stringValue(): string {
    const token = this.token;
    if (token.type !== "string" && token.type !== "dollar") this.fail();
    this.index += 1;
    return token.value;
  }

  /** An integer with an optional minus, as text. */
  integerText(): string {
    const sign = this.acceptOperator("-") ? "-" : "";
    const token = this.token;
    if (token.type !== "number" || !/^\d+$/.test(token.value)) this.fail();
    this.index += 1;
    return sign + token.value;
  }
}
