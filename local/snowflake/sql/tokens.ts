/** What the lexer makes of SQL text. */

export type TokenType =
  /** Keyword or unquoted identifier. */
  | "word"
  /** `"name"`. */
  | "quoted"
  | "string"
  /** `$$…$$`. */
  | "dollar"
  | "number"
  /** `$name` or `$1`. */
  | "variable"
  /** `@…` up to white space, comma, parenthesis or semicolon. */
  | "stage"
  /** `file://…` up to white space or semicolon. */
  | "url"
  | "operator"
  | "end";

export interface Token {
  type: TokenType;
  /** Words in upper case; quoted names, strings and dollar bodies without quotes and with escapes resolved; else as written. */
  value: string;
  start: number;
  /** Exclusive. */
  end: number;
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
}
