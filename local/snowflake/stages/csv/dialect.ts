/** The CSV file-format options of Snowflake as one value with every default put in. */
import type { Options, OptionValue } from "../../catalog/objects.ts";
import { invalidOption, unsupportedOption } from "../option-errors.ts";
import { decodeEscapes } from "./escapes.ts";

/** https://docs.snowflake.com/en/sql-reference/sql/create-file-format#type-csv */
export interface CsvDialect {
  /** "" for NONE: the record is one field. */
  fieldDelimiter: string;
  /** "" for NONE: the file is one record. "\n" also takes "\r\n". */
  recordDelimiter: string;
  skipHeader: number;
  parseHeader: boolean;
  /** A double or single quote, or undefined for NONE. */
  enclosure: string | undefined;
  /** In enclosed and unenclosed fields. */
  escape: string | undefined;
  /** In unenclosed fields, when `escape` is not set. */
  escapeUnenclosed: string | undefined;
  nullIf: readonly string[];
  emptyFieldAsNull: boolean;
  trimSpace: boolean;
  skipBlankLines: boolean;
  multiLine: boolean;
  errorOnColumnCountMismatch: boolean;
  replaceInvalidCharacters: boolean;
  skipByteOrderMark: boolean;
  encoding: string;
  validateUtf8: boolean;
}

const flag = (options: Options, name: string, standard: boolean): boolean => {
  const value = options[name];
  if (value === undefined) return standard;
  if (typeof value === "boolean") return value;
  if (value === "TRUE" || value === "FALSE") return value === "TRUE";
  throw invalidOption(name, value);
};

/** A delimiter, escape or enclosure: NONE is "", `\t`, `0x7c`, `\174`, `\u20ac` are decoded. */
function character(options: Options, name: string, standard: string): string {
  const value = options[name];
  if (value === undefined) return standard;
  if (value === null) return "";
  if (typeof value !== "string") throw invalidOption(name, value);
  return value.toUpperCase() === "NONE" ? "" : decodeEscapes(value);
}

const orNone = (text: string): string | undefined => (text === "" ? undefined : text);

function texts(value: OptionValue | undefined, standard: readonly string[]): readonly string[] {
  if (value === undefined) return standard;
  if (value === null) return [];
  const items = Array.isArray(value) ? (value as readonly OptionValue[]) : [value];
  return items.map((item) => decodeEscapes(String(item)));
}

/** Throws 001008-like option errors for values that no CSV file format can have. */
export function csvDialect(options: Options): CsvDialect {
  const skipHeader = options.SKIP_HEADER ?? 0;
  const count = Number(skipHeader);
  if (!Number.isInteger(count) || count < 0) throw invalidOption("SKIP_HEADER", skipHeader);
  const escapeBy = orNone(character(options, "ESCAPE", ""));
  const dialect: CsvDialect = {
    fieldDelimiter: character(options, "FIELD_DELIMITER", ","),
    recordDelimiter: logicalNewline(character(options, "RECORD_DELIMITER", "\n")),
    skipHeader: count,
    parseHeader: flag(options, "PARSE_HEADER", false),
    enclosure: orNone(character(options, "FIELD_OPTIONALLY_ENCLOSED_BY", "")),
    escape: escapeBy,
    // ESCAPE, when set, overrides ESCAPE_UNENCLOSED_FIELD.
    escapeUnenclosed: escapeBy ?? orNone(character(options, "ESCAPE_UNENCLOSED_FIELD", "\\")),
    nullIf: texts(options.NULL_IF, ["\\N"]),
    emptyFieldAsNull: flag(options, "EMPTY_FIELD_AS_NULL", true),
    trimSpace: flag(options, "TRIM_SPACE", false),
    skipBlankLines: flag(options, "SKIP_BLANK_LINES", false),
    multiLine: flag(options, "MULTI_LINE", true),
    errorOnColumnCountMismatch: flag(options, "ERROR_ON_COLUMN_COUNT_MISMATCH", true),
    replaceInvalidCharacters: flag(options, "REPLACE_INVALID_CHARACTERS", false),
    skipByteOrderMark: flag(options, "SKIP_BYTE_ORDER_MARK", true),
    encoding: String(options.ENCODING ?? "UTF8").toUpperCase(),
    validateUtf8: flag(options, "VALIDATE_UTF8", true),
  };
  check(dialect, options);
  return dialect;
}

/** "\r\n" and "\r" as record delimiters mean the logical newline only when it is the default; here CRLF is read by the same rule. */
const logicalNewline = (delimiter: string) => (delimiter === "\r\n" ? "\n" : delimiter);

function check(dialect: CsvDialect, options: Options): void {
  if (dialect.enclosure !== undefined && dialect.enclosure !== '"' && dialect.enclosure !== "'") {
    throw invalidOption("FIELD_OPTIONALLY_ENCLOSED_BY", dialect.enclosure);
  }
  for (const [name, value] of [
    ["ESCAPE", dialect.escape],
    ["ESCAPE_UNENCLOSED_FIELD", dialect.escapeUnenclosed],
  ] as const) {
    if (value !== undefined && Buffer.byteLength(value) !== 1) throw invalidOption(name, value);
  }
  const { fieldDelimiter, recordDelimiter } = dialect;
  if (fieldDelimiter !== "" && recordDelimiter !== "") {
    // "the delimiter for one cannot be a substring of the other"
    if (fieldDelimiter.includes(recordDelimiter) || recordDelimiter.includes(fieldDelimiter)) {
      throw invalidOption("FIELD_DELIMITER", fieldDelimiter);
    }
  }
  if (dialect.parseHeader && dialect.skipHeader > 0) {
    throw unsupportedOption("PARSE_HEADER together with SKIP_HEADER", "Use one of the two.");
  }
  if (!dialect.validateUtf8 && options.VALIDATE_UTF8 !== undefined) {
    throw unsupportedOption("VALIDATE_UTF8 = FALSE", "Use REPLACE_INVALID_CHARACTERS = TRUE.");
  }
}
