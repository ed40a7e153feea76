/** How an unload writes each file format, as DuckDB text of its items and COPY options. */
import type { Options } from "../../catalog/objects.ts";
import type { OutputColumn } from "../../sql/binder/catalog-view.ts";
import { type CastSettings, castSql } from "../../sql/emit/cast.ts";
import { quoteName, quoteText } from "../../sql/emit/text.ts";
import { varchar } from "../../sql/types.ts";
import { csvDialect } from "../csv/dialect.ts";
import type { FileFormat } from "../file-format.ts";
import { unsupportedOption } from "../option-errors.ts";

export interface UnloadFormat {
  /** Items of the SELECT over columns c0, c1, … */
  items: string[];
  /** Inside of COPY … TO … ( … ). */
  copyOptions: string;
  /** `.csv.gz` */
  extension: string;
  isGzip: boolean;
  /** DuckDB text that reads a written file, to count its rows. */
  read(file: string): string;
}

export function unloadFormat(
  format: FileFormat,
  columns: readonly OutputColumn[],
  header: boolean,
  settings: CastSettings,
): UnloadFormat {
  switch (format.type) {
    case "PARQUET":
      return parquet(format.options, columns, header);
    case "JSON":
      return json(format.options, columns);
    default:
      return csv(format.options, columns, header, settings);
  }
}

/** GZIP unless NONE is said; other methods are refused by name. */
function compressionOf(options: Options): boolean {
  const name = String(options.COMPRESSION ?? "AUTO").toUpperCase();
  if (name === "NONE") return false;
  if (name === "AUTO" || name === "GZIP") return true;
  throw unsupportedOption(`unloading with COMPRESSION = ${name}`, "Use GZIP or NONE.");
}

/** FILE_EXTENSION stands in for all of it. */
const extensionOf = (options: Options, standard: string): string => {
  const said = options.FILE_EXTENSION;
  return said === undefined || said === null ? standard : `.${String(said).replace(/^\./, "")}`;
};

function csv(
  options: Options,
  columns: readonly OutputColumn[],
  header: boolean,
  settings: CastSettings,
): UnloadFormat {
  const dialect = csvDialect(options);
  const isGzip = compressionOf(options);
  const { enclosure, fieldDelimiter, recordDelimiter } = dialect;
  if (recordDelimiter !== "\n")
    throw unsupportedOption("RECORD_DELIMITER other than \\n in an unload", "Leave it out.");
  if (fieldDelimiter === "") throw unsupportedOption("FIELD_DELIMITER = NONE in an unload", "Name one.");
  const quote = enclosure ?? "";
  const nullText = dialect.nullIf[0] ?? "";
  const formats = { ...settings, parameter: outputFormats(options, settings) };
  const items = columns.map(({ type }, index) => {
    const name = `c${index}`;
    const text =
      castSql(name, { from: type, to: varchar(), mode: "cast", settings: formats }) ?? `CAST(${name} AS VARCHAR)`;
    const isText =
      type.kind === "varchar" || type.kind === "variant" || type.kind === "object" || type.kind === "array";
    const quoted = quoteField(text, isText, quote, dialect.escapeUnenclosed, fieldDelimiter);
    return `coalesce(${quoted}, ${quoteText(nullText)})`;
  });
  // Put together here: what is quoted and how NULL is written follow Snowflake's rules, not DuckDB's.
  const line = items.join(` || ${quoteText(fieldDelimiter)} || `);
  const titles = columns.map(({ name }) =>
    quote === "" ? name : `${quote}${name.replaceAll(quote, quote + quote)}${quote}`,
  );
  const copyOptions = `FORMAT csv, DELIMITER '\x01', QUOTE '', ESCAPE '', HEADER ${header}, NULLSTR ''`;
  return {
    items: [`${line} AS ${quoteName(titles.join(fieldDelimiter))}`],
    copyOptions,
    extension: extensionOf(options, `.csv${isGzip ? ".gz" : ""}`),
    isGzip,
    read: (file) =>
      `read_csv(${quoteText(file)}, auto_detect = false, header = ${header}, delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'})`,
  };
}

/** Strings are enclosed where an enclosure is given; without one, what would be taken for a delimiter is escaped. */
function quoteField(text: string, isText: boolean, quote: string, mark: string | undefined, delimiter: string): string {
  if (quote !== "") {
    if (!isText) return text;
    return `${quoteText(quote)} || replace(${text}, ${quoteText(quote)}, ${quoteText(quote + quote)}) || ${quoteText(quote)}`;
  }
  if (!isText || mark === undefined) return text;
  let escaped = `replace(${text}, ${quoteText(mark)}, ${quoteText(mark + mark)})`;
  for (const character of [delimiter, "\n"]) {
    escaped = `replace(${escaped}, ${quoteText(character)}, ${quoteText(mark + character)})`;
  }
  return escaped;
}

/** DATE_FORMAT and its kin of the file format stand in for the session's output formats. */
function outputFormats(options: Options, settings: CastSettings): CastSettings["parameter"] {
  return (name) => {
    const option = /^(DATE|TIME|TIMESTAMP)(?:_NTZ|_LTZ|_TZ)?_OUTPUT_FORMAT$/.exec(name)?.[1];
    const said = option === undefined ? undefined : options[`${option}_FORMAT`];
    return said === undefined || String(said).toUpperCase() === "AUTO" ? settings.parameter(name) : String(said);
  };
}

function json(options: Options, columns: readonly OutputColumn[]): UnloadFormat {
  const [only] = columns;
  if (columns.length !== 1 || only === undefined || !["variant", "object", "array"].includes(only.type.kind)) {
    throw unsupportedOption("unloading other columns than one VARIANT as JSON", "Use object_construct(*).");
  }
  const isGzip = compressionOf(options);
  return {
    items: ['c0 AS "line"'],
    copyOptions: "FORMAT csv, DELIMITER '\x01', QUOTE '', ESCAPE '', HEADER false, NULLSTR ''",
    extension: extensionOf(options, `.json${isGzip ? ".gz" : ""}`),
    isGzip,
    read: (file) =>
      `read_csv(${quoteText(file)}, auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'})`,
  };
}

/** Without HEADER the columns are called _COL_0, _COL_1, … */
function parquet(options: Options, columns: readonly OutputColumn[], header: boolean): UnloadFormat {
  const name = String(options.COMPRESSION ?? "AUTO").toUpperCase();
  const codec = { AUTO: "snappy", SNAPPY: "snappy", NONE: "uncompressed", ZSTD: "zstd", GZIP: "gzip" }[name];
  if (codec === undefined) throw unsupportedOption(`unloading with COMPRESSION = ${name}`, "Use SNAPPY or NONE.");
  return {
    items: columns.map((column, index) => `c${index} AS ${quoteName(header ? column.name : `_COL_${index}`)}`),
    copyOptions: `FORMAT parquet, COMPRESSION ${codec}`,
    extension: extensionOf(options, codec === "snappy" ? ".snappy.parquet" : ".parquet"),
    isGzip: false,
    read: (file) => `read_parquet(${quoteText(file)})`,
  };
}
