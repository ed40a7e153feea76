/** What DESCRIBE FILE FORMAT lists: every property of the type with its default. https://docs.snowflake.com/en/sql-reference/sql/desc-file-format */
import type { FileFormatDefinition, OptionValue } from "./objects.ts";

type Property = readonly [name: string, type: "String" | "Integer" | "Boolean" | "List", standard: string];

const times: readonly Property[] = [
  ["DATE_FORMAT", "String", "AUTO"],
  ["TIME_FORMAT", "String", "AUTO"],
  ["TIMESTAMP_FORMAT", "String", "AUTO"],
  ["BINARY_FORMAT", "String", "HEX"],
];

const csv: readonly Property[] = [
  ["RECORD_DELIMITER", "String", "\\n"],
  ["FIELD_DELIMITER", "String", ","],
  ["FILE_EXTENSION", "String", ""],
  ["SKIP_HEADER", "Integer", "0"],
  ["PARSE_HEADER", "Boolean", "false"],
  ...times,
  ["ESCAPE", "String", "NONE"],
  ["ESCAPE_UNENCLOSED_FIELD", "String", "\\\\"],
  ["TRIM_SPACE", "Boolean", "false"],
  ["FIELD_OPTIONALLY_ENCLOSED_BY", "String", "NONE"],
  ["NULL_IF", "List", "[\\\\N]"],
  ["COMPRESSION", "String", "AUTO"],
  ["ERROR_ON_COLUMN_COUNT_MISMATCH", "Boolean", "true"],
  ["VALIDATE_UTF8", "Boolean", "true"],
  ["SKIP_BLANK_LINES", "Boolean", "false"],
  ["REPLACE_INVALID_CHARACTERS", "Boolean", "false"],
  ["EMPTY_FIELD_AS_NULL", "Boolean", "true"],
  ["SKIP_BYTE_ORDER_MARK", "Boolean", "true"],
  ["ENCODING", "String", "UTF8"],
  ["MULTI_LINE", "Boolean", "true"],
];

const json: readonly Property[] = [
  ["FILE_EXTENSION", "String", ""],
  ...times,
  ["TRIM_SPACE", "Boolean", "false"],
  ["MULTI_LINE", "Boolean", "true"],
  ["NULL_IF", "List", "[]"],
  ["COMPRESSION", "String", "AUTO"],
  ["ENABLE_OCTAL", "Boolean", "false"],
  ["ALLOW_DUPLICATE", "Boolean", "false"],
  ["STRIP_OUTER_ARRAY", "Boolean", "false"],
  ["STRIP_NULL_VALUES", "Boolean", "false"],
  ["IGNORE_UTF8_ERRORS", "Boolean", "false"],
  ["REPLACE_INVALID_CHARACTERS", "Boolean", "false"],
  ["SKIP_BYTE_ORDER_MARK", "Boolean", "true"],
];

const parquet: readonly Property[] = [
  ["TRIM_SPACE", "Boolean", "false"],
  ["NULL_IF", "List", "[]"],
  ["COMPRESSION", "String", "AUTO"],
  ["BINARY_AS_TEXT", "Boolean", "true"],
  ["USE_LOGICAL_TYPE", "Boolean", "false"],
  ["USE_VECTORIZED_SCANNER", "Boolean", "false"],
  ["REPLACE_INVALID_CHARACTERS", "Boolean", "false"],
];

const ofType: Partial<Record<FileFormatDefinition["formatType"], readonly Property[]>> = {
  CSV: csv,
  JSON: json,
  PARQUET: parquet,
};

/** Rows of property, type, value, default. */
export function formatProperties({
  formatType,
  options,
}: Pick<FileFormatDefinition, "formatType" | "options">): string[][] {
  const known = ofType[formatType] ?? [];
  return [
    ["TYPE", "String", formatType, "CSV"],
    ...known.map(([name, type, standard]) => [name, type, valueText(options[name]) ?? standard, standard]),
  ];
}

function valueText(value: OptionValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}
