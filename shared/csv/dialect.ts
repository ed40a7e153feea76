/** How a CSV member is written: the Table Dialect and the encoding that a contract declares. https://datapackage.org/standard/table-dialect/ */
import { ConfigError } from "../errors.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "iso-8859-1" | "windows-1252";

export interface Dialect {
  /** One ASCII character. */
  delimiter: string;
  /** One ASCII character, or `undefined` where nothing is quoted. */
  quoteChar: string | undefined;
  /** A quote inside quotes is written twice. */
  doubleQuote: boolean;
  /** Takes its meaning from the character behind it: one ASCII character. */
  escapeChar: string | undefined;
  /** Whether the first record holds the names of the columns. */
  header: boolean;
  skipInitialSpace: boolean;
  /** A line that starts with it is no record. */
  commentChar: string | undefined;
  /** `"utf-8"` members may start with a byte order mark. */
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

/** Names that data packages use for the same five encodings (IANA and Python). */
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  utf8: "utf-8",
  utf8sig: "utf-8",
  ascii: "utf-8",
  usascii: "utf-8",
  utf16: "utf-16le",
  utf16le: "utf-16le",
  utf16be: "utf-16be",
  iso88591: "iso-8859-1",
  latin1: "iso-8859-1",
  windows1252: "windows-1252",
  cp1252: "windows-1252",
};

/** Properties that change nothing here, or whose only supported value is the default. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = {
  headerRows: [[1]],
  headerCase: [true, false],
  commentRows: [[]],
  lineTerminator: ["\r\n", "\n", "\r"], // LF, CRLF and CR are all read, mixed or not
  nullSequence: [""],
  csvddfVersion: [1.2, 1, "1.2", "1.0"],
  $schema: [],
};

/** Reads `resource.dialect` and `resource.encoding`. Throws `ConfigError` for what is not supported: the contract is ours to mend. */
export function parseDialect(dialect: unknown = {}, encoding: unknown = "utf-8"): Dialect {
  if (typeof dialect !== "object" || dialect === null || Array.isArray(dialect))
    throw new ConfigError("dialect: an object was expected; a dialect in a file of its own is not supported");
  const given = dialect as Record<string, unknown>;
  const faults: string[] = [];
  const character = (key: string, missing: string | undefined) => {
    const value = given[key] ?? missing;
    if (value === undefined || (typeof value === "string" && /^[\t -~]$/.test(value))) return value;
    faults.push(`dialect.${key}: one ASCII character was expected, found ${JSON.stringify(value)}`);
    return missing;
  };
  const flag = (key: string, missing: boolean) => {
    const value = given[key] ?? missing;
    if (typeof value === "boolean") return value;
    faults.push(`dialect.${key}: true or false was expected, found ${JSON.stringify(value)}`);
    return missing;
  };
  for (const [key, value] of Object.entries(given)) {
    if (key in DEFAULT_DIALECT && key !== "encoding") continue;
    const allowed = FIXED[key]?.map((entry) => JSON.stringify(entry));
    if (!allowed || (allowed.length > 0 && !allowed.includes(JSON.stringify(value))))
      faults.push(`dialect.${key}: ${JSON.stringify(value)} is not supported`);
  }
  const parsed: Dialect = {
    delimiter: character("delimiter", ",")!,
    quoteChar: given.quoteChar === null ? undefined : character("quoteChar", '"'),
    doubleQuote: flag("doubleQuote", true),
    escapeChar: character("escapeChar", undefined),
    header: flag("header", true),
    skipInitialSpace: flag("skipInitialSpace", false),
    commentChar: character("commentChar", undefined),
    encoding: ENCODINGS[String(encoding).toLowerCase().replaceAll(/[-_ ]/g, "")] ?? "utf-8",
  };
  if (!(String(encoding).toLowerCase().replaceAll(/[-_ ]/g, "") in ENCODINGS))
    faults.push(
      `encoding: ${JSON.stringify(encoding)} is not one of ${[...new Set(Object.values(ENCODINGS))].join(", ")}`,
    );
  const special = [parsed.delimiter, parsed.quoteChar, parsed.escapeChar, parsed.commentChar].filter(
    (c) => c !== undefined,
  );
  if (new Set(special).size < special.length && parsed.escapeChar !== parsed.quoteChar)
    faults.push("dialect: delimiter, quote, escape and comment must differ");
  if (faults.length > 0) throw new ConfigError(faults.join("; "));
  // An escape character equal to the quote is the doubled quote by another name (Spark and DuckDB write it so).
  return parsed.escapeChar === parsed.quoteChar ? { ...parsed, escapeChar: undefined, doubleQuote: true } : parsed;
}
