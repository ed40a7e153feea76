/** How a CSV member is written: the Table Dialect and the encoding that a contract declares. https://datapackage.org/standard/table-dialect/ */

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "iso-8859-1" | "windows-1252";

export interface Dialect {
  /** One ASCII character. */
  delimiter: string;
  /** One ASCII character, or `undefined` where nothing is quoted. */
  quoteChar: string | undefined;
  /** A quote inside quotes is written twice. When false, `escapeChar` precedes it. */
  doubleQuote: boolean;
  escapeChar: string | undefined;
  /** Whether the first record holds the names of the columns. */
  header: boolean;
  skipInitialSpace: boolean;
  /** A line that starts with it is no record. */
  commentChar: string | undefined;
  encoding: Encoding;
}

export const DEFAULT_DIALECT: Dialect = {
  delimiter: ",",
  quoteChar: '"',
  doubleQuote: true,
  escapeChar: undefined,
  header: true,
  skipInitialSpace: false,
  commentChar: undefined,
  encoding: "utf-8",
};

/** Reads `resource.dialect` and `resource.encoding`. Throws `ConfigError` for what is not supported: the contract is ours to mend. */
export declare function parseDialect(dialect?: unknown, encoding?: unknown): Dialect;
