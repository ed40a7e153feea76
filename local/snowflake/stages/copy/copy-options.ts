/** The options of COPY INTO table, checked, with defaults; options of the stage stand in for those that are not said. */
import type { Options, OptionValue } from "../../catalog/objects.ts";
import { invalidOption, unknownOption, unsupportedOption } from "../option-errors.ts";

export type OnError =
  | { kind: "continue" }
  | { kind: "skip_file" }
  | { kind: "skip_file_count"; count: number }
  | { kind: "skip_file_percent"; percent: number }
  | { kind: "abort_statement" };

export type ValidationMode = { kind: "rows"; count: number } | { kind: "errors" } | { kind: "all_errors" };

/** https://docs.snowflake.com/en/sql-reference/sql/copy-into-table#copy-options-copyoptions */
export interface CopyOptions {
  files: readonly string[] | undefined;
  pattern: string | undefined;
  onError: OnError;
  sizeLimit: number | undefined;
  purge: boolean;
  force: boolean;
  returnFailedOnly: boolean;
  matchByColumnName: "NONE" | "CASE_SENSITIVE" | "CASE_INSENSITIVE";
  /** Longer strings are cut instead of being errors. */
  truncates: boolean;
  loadUncertainFiles: boolean;
  validationMode: ValidationMode | undefined;
}

/** Given in places of their own or without an effect here. */
const ignored = [
  "FILE_FORMAT",
  "STORAGE_INTEGRATION",
  "CREDENTIALS",
  "ENCRYPTION",
  "ENDPOINT",
  "AWS_ROLE",
  "CLUSTER_AT_INGEST_TIME",
];
const known = [
  "FILES",
  "PATTERN",
  "ON_ERROR",
  "SIZE_LIMIT",
  "PURGE",
  "FORCE",
  "RETURN_FAILED_ONLY",
  "MATCH_BY_COLUMN_NAME",
  "ENFORCE_LENGTH",
  "TRUNCATECOLUMNS",
  "LOAD_UNCERTAIN_FILES",
  "VALIDATION_MODE",
];
const refused = ["INCLUDE_METADATA", "LOAD_MODE", "FILE_PROCESSOR"];

/** `standardOnError` is SKIP_FILE for pipes, ABORT_STATEMENT otherwise. */
export function copyOptions(said: Options, ofStage: Options, standardOnError: OnError): CopyOptions {
  for (const [name, value] of Object.entries(said)) {
    if (refused.includes(name) && value !== "FULL_INGEST")
      throw unsupportedOption(`COPY option ${name}`, "Leave it out.");
    if (![...known, ...ignored, ...refused].includes(name)) throw unknownOption(name);
  }
  const options: Options = { ...ofStage, ...said };
  const flag = (name: string): boolean => {
    const value = options[name] ?? false;
    if (typeof value === "boolean") return value;
    if (/^(true|false)$/i.test(String(value))) return /^true$/i.test(String(value));
    throw invalidOption(name, value);
  };
  const enforces = options.ENFORCE_LENGTH === undefined || flag("ENFORCE_LENGTH");
  return {
    files: listOf(options.FILES),
    pattern: options.PATTERN === undefined ? undefined : String(options.PATTERN),
    onError: options.ON_ERROR === undefined ? standardOnError : onError(options.ON_ERROR),
    sizeLimit: sizeLimit(options.SIZE_LIMIT),
    purge: flag("PURGE"),
    force: flag("FORCE"),
    returnFailedOnly: flag("RETURN_FAILED_ONLY"),
    matchByColumnName: matchMode(options.MATCH_BY_COLUMN_NAME),
    truncates: flag("TRUNCATECOLUMNS") || !enforces,
    loadUncertainFiles: flag("LOAD_UNCERTAIN_FILES"),
    validationMode: validationMode(options.VALIDATION_MODE),
  };
}

function listOf(value: OptionValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const files = (Array.isArray(value) ? value : [value]).map(String);
  if (files.length > 1000) throw invalidOption("FILES", `${files.length} files, 1000 are allowed`);
  return files;
}

function onError(value: OptionValue): OnError {
  const text = String(value).toUpperCase();
  if (text === "CONTINUE") return { kind: "continue" };
  if (text === "SKIP_FILE") return { kind: "skip_file" };
  if (text === "ABORT_STATEMENT") return { kind: "abort_statement" };
  const limited = /^SKIP_FILE_(\d+)(%?)$/.exec(text);
  if (limited === null) throw invalidOption("ON_ERROR", value);
  const limit = Number(limited[1]);
  if (limited[2] === "") return { kind: "skip_file_count", count: limit };
  if (limit > 100) throw invalidOption("ON_ERROR", value);
  return { kind: "skip_file_percent", percent: limit };
}

function sizeLimit(value: OptionValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  const bytes = Number(value);
  if (!Number.isFinite(bytes) || bytes <= 0) throw invalidOption("SIZE_LIMIT", value);
  return bytes;
}

function matchMode(value: OptionValue | undefined): CopyOptions["matchByColumnName"] {
  const mode = String(value ?? "NONE").toUpperCase();
  if (mode === "NONE" || mode === "CASE_SENSITIVE" || mode === "CASE_INSENSITIVE") return mode;
  throw invalidOption("MATCH_BY_COLUMN_NAME", value ?? null);
}

function validationMode(value: OptionValue | undefined): ValidationMode | undefined {
  if (value === undefined) return undefined;
  const mode = String(value).toUpperCase();
  if (mode === "RETURN_ERRORS") return { kind: "errors" };
  if (mode === "RETURN_ALL_ERRORS") return { kind: "all_errors" };
  const rows = /^RETURN_(\d+)_ROWS$/.exec(mode);
  if (rows === null) throw invalidOption("VALIDATION_MODE", value);
  return { kind: "rows", count: Number(rows[1]) };
}

/** The errors that make a file count as failed: ERROR_LIMIT of the result. */
export function errorLimit(mode: OnError, rowsParsed: number): number {
  switch (mode.kind) {
    case "continue":
      return Math.max(rowsParsed, 1);
    case "skip_file_count":
      return mode.count;
    case "skip_file_percent":
      return Math.max(Math.ceil((rowsParsed * mode.percent) / 100), 1);
    default:
      return 1;
  }
}

/** True when the file's rows are not loaded because of its errors. */
export function isFileSkipped(mode: OnError, rowsParsed: number, errors: number): boolean {
  switch (mode.kind) {
    case "continue":
      return false;
    case "skip_file_percent":
      return errors > 0 && errors * 100 > rowsParsed * mode.percent;
    case "skip_file_count":
      return errors >= mode.count;
    default:
      return errors > 0;
  }
}
