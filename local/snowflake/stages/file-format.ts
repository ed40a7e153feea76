/** Which file format a statement means: said in place, by name, by the stage, or the default. */
import { readOptions } from "../catalog/ddl/option-values.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { FileFormatDefinition, Options, OptionValue } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { pathOfParts, splitName } from "../engine/names.ts";
import { doesNotExist } from "../errors.ts";
import type { Option } from "../sql/ast/index.ts";
import { invalidOption, unknownOption, unsupportedOption } from "./option-errors.ts";

export type FormatType = FileFormatDefinition["formatType"];

export interface FileFormat {
  type: FormatType;
  options: Options;
}

const common = ["COMPRESSION", "TRIM_SPACE", "NULL_IF", "REPLACE_INVALID_CHARACTERS", "COMMENT", "FILE_EXTENSION"];
const timeFormats = ["DATE_FORMAT", "TIME_FORMAT", "TIMESTAMP_FORMAT", "BINARY_FORMAT"];

/** https://docs.snowflake.com/en/sql-reference/sql/create-file-format#format-type-options-formattypeoptions */
const knownOptions: Readonly<Record<FormatType, readonly string[]>> = {
  CSV: [
    ...common,
    ...timeFormats,
    "RECORD_DELIMITER",
    "FIELD_DELIMITER",
    "MULTI_LINE",
    "PARSE_HEADER",
    "SKIP_HEADER",
    "SKIP_BLANK_LINES",
    "ESCAPE",
    "ESCAPE_UNENCLOSED_FIELD",
    "FIELD_OPTIONALLY_ENCLOSED_BY",
    "ERROR_ON_COLUMN_COUNT_MISMATCH",
    "EMPTY_FIELD_AS_NULL",
    "SKIP_BYTE_ORDER_MARK",
    "ENCODING",
    "VALIDATE_UTF8",
  ],
  JSON: [
    ...common,
    ...timeFormats,
    "ENABLE_OCTAL",
    "ALLOW_DUPLICATE",
    "STRIP_OUTER_ARRAY",
    "STRIP_NULL_VALUES",
    "IGNORE_UTF8_ERRORS",
    "SKIP_BYTE_ORDER_MARK",
    "MULTI_LINE",
  ],
  PARQUET: [...common, "SNAPPY_COMPRESSION", "BINARY_AS_TEXT", "USE_LOGICAL_TYPE", "USE_VECTORIZED_SCANNER"],
  AVRO: common,
  ORC: common,
  XML: [
    ...common,
    "IGNORE_UTF8_ERRORS",
    "PRESERVE_SPACE",
    "STRIP_OUTER_ELEMENT",
    "DISABLE_AUTO_CONVERT",
    "SKIP_BYTE_ORDER_MARK",
  ],
};

const formatTypes = Object.keys(knownOptions) as FormatType[];

/** `TYPE = csv`, `TYPE = 'CSV'`; CSV when it is not said. Throws for a type that Snowflake has not. */
export function formatType(value: OptionValue | undefined): FormatType {
  const name = String(value ?? "CSV").toUpperCase();
  const known = formatTypes.find((type) => type === name);
  if (known === undefined) throw invalidOption("TYPE", value ?? null);
  return known;
}

/** Throws for options that the type does not have. */
export function requireKnownOptions(type: FormatType, options: Options): void {
  for (const name of Object.keys(options)) {
    if (!knownOptions[type].includes(name)) throw unknownOption(name);
  }
}

/**
 * `FILE_FORMAT = ( … )` or `FILE_FORMAT = name` as plain options, in which FORMAT_NAME is the full name: what a stage keeps. Empty when
 * there is none.
 */
export function readFormatOptions(context: ExecutionContext, option: Option | undefined): Options {
  const value = option?.value;
  if (option === undefined || value === undefined) return {};
  if (value.kind === "optionGroup") {
    const named = value.options.find(({ name }) => name === "FORMAT_NAME");
    if (named !== undefined) return { FORMAT_NAME: fullFormatName(context, named) };
    const options = readOptions(context, value.options);
    requireKnownOptions(formatType(options.TYPE), withoutType(options));
    return options;
  }
  return { FORMAT_NAME: fullFormatName(context, option) };
}

function fullFormatName(context: ExecutionContext, { name, value }: Option): string {
  if (value?.kind === "name") return formatPath(context.path(value, "file_format"));
  if (value?.kind === "string") return formatPath(pathOfParts(splitName(value.value), "file_format", context.session));
  throw invalidOption(name, null);
}

/** From what the statement says, else from what the stage says. The two are not mixed, as in Snowflake. */
export function resolveFileFormat(context: ExecutionContext, given: Options, ofStage: Options): FileFormat {
  const options = Object.keys(given).length > 0 ? given : ofStage;
  const name = options.FORMAT_NAME;
  const format: FileFormat =
    name === undefined
      ? { type: formatType(options.TYPE), options: withoutType(options) }
      : namedFormat(context, String(name));
  if (format.type === "AVRO" || format.type === "ORC" || format.type === "XML") {
    throw unsupportedOption(`file format type ${format.type}`, "Use CSV, JSON or PARQUET.");
  }
  return format;
}

function namedFormat(context: ExecutionContext, name: string): FileFormat {
  const path = pathOfParts(splitName(name), "file_format", context.session);
  const found = context.catalog.get("file_format", path);
  if (found === undefined) throw doesNotExist(undefined, "File format", formatPath(path));
  return { type: found.formatType, options: found.options };
}

const withoutType = ({ TYPE: _, ...rest }: Options): Options => rest;
