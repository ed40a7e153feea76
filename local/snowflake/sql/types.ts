/** Snowflake's data types, how each is kept in DuckDB, and how it is named to users and on the wire. */
import { notInTwin, SnowflakeError, type SqlPosition } from "../errors.ts";

export type SfType =
  | { kind: "number"; precision: number; scale: number }
  | { kind: "float" }
  | { kind: "varchar"; length: number }
  | { kind: "binary"; length: number }
  | { kind: "boolean" }
  | { kind: "date" }
  | { kind: "time"; scale: number }
  | { kind: "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz"; scale: number }
  | { kind: "variant" }
  | { kind: "object" }
  | { kind: "array" }
  /** The type of an untyped NULL. */
  | { kind: "null" };

export type SfKind = SfType["kind"];

/** https://docs.snowflake.com/en/sql-reference/data-types-text */
export const DEFAULT_VARCHAR_LENGTH = 16_777_216;
const MAX_VARCHAR_LENGTH = 134_217_728;
const DEFAULT_BINARY_LENGTH = 8_388_608;
const MAX_BINARY_LENGTH = 67_108_864;

export const number = (precision: number, scale: number): SfType => ({ kind: "number", precision, scale });
export const varchar = (length = DEFAULT_VARCHAR_LENGTH): SfType => ({ kind: "varchar", length });
export const binary = (length = DEFAULT_BINARY_LENGTH): SfType => ({ kind: "binary", length });
export const integer: SfType = { kind: "number", precision: 38, scale: 0 };
export const float: SfType = { kind: "float" };
export const boolean: SfType = { kind: "boolean" };
export const date: SfType = { kind: "date" };
export const time = (scale = 9): SfType => ({ kind: "time", scale });
export const timestampNtz = (scale = 9): SfType => ({ kind: "timestamp_ntz", scale });
export const timestampLtz = (scale = 9): SfType => ({ kind: "timestamp_ltz", scale });
export const timestampTz = (scale = 9): SfType => ({ kind: "timestamp_tz", scale });
export const variant: SfType = { kind: "variant" };
export const object: SfType = { kind: "object" };
export const array: SfType = { kind: "array" };
export const nullType: SfType = { kind: "null" };

export const isTimestamp = (type: SfType): boolean => type.kind.startsWith("timestamp");
export const isSemiStructured = (type: SfType): boolean =>
  type.kind === "variant" || type.kind === "object" || type.kind === "array";

export function sameType(a: SfType, b: SfType): boolean {
  return formatType(a) === formatType(b);
}

/**
 * The physical encoding, and the only place that knows it. VARIANT, OBJECT and ARRAY are JSON text, compact and with keys in order (a JSON null is
 * the text `null`, numbers keep every digit); TIMESTAMP_TZ keeps the UTC time and the offset in minutes; times have microseconds.
 */
export function duckType(type: SfType): string {
  switch (type.kind) {
    case "number":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "float":
      return "DOUBLE";
    case "varchar":
      return "VARCHAR";
    case "binary":
      return "BLOB";
    case "boolean":
      return "BOOLEAN";
    case "date":
      return "DATE";
    case "time":
      return "TIME";
    case "timestamp_ntz":
      return "TIMESTAMP";
    case "timestamp_ltz":
      return "TIMESTAMP WITH TIME ZONE";
    case "timestamp_tz":
      return 'STRUCT("utc" TIMESTAMP, "offset" INTEGER)';
    case "variant":
    case "object":
    case "array":
    case "null":
      return "VARCHAR";
  }
}

/** As DESCRIBE, SHOW COLUMNS and error messages print it: NUMBER(38,0), VARCHAR(16777216), TIMESTAMP_NTZ(9). */
export function formatType(type: SfType): string {
  switch (type.kind) {
    case "number":
      return `NUMBER(${type.precision},${type.scale})`;
    case "varchar":
    case "binary":
      return `${type.kind.toUpperCase()}(${type.length})`;
    case "time":
    case "timestamp_ntz":
    case "timestamp_ltz":
    case "timestamp_tz":
      return `${type.kind.toUpperCase()}(${type.scale})`;
    default:
      return type.kind.toUpperCase();
  }
}

/** What a `rowtype` entry of a result says about a column, besides its name and nullability. Every key is there: drivers need them. */
export interface WireType {
  type: string;
  precision: number | null;
  scale: number | null;
  length: number | null;
  byteLength: number | null;
  collation: null;
}

export function wireType(type: SfType): WireType {
  const entry: WireType = {
    type: type.kind,
    precision: null,
    scale: null,
    length: null,
    byteLength: null,
    collation: null,
  };
  switch (type.kind) {
    case "number":
      return { ...entry, type: "fixed", precision: type.precision, scale: type.scale };
    case "float":
      return { ...entry, type: "real" };
    case "varchar":
      return { ...entry, type: "text", length: type.length, byteLength: Math.min(type.length * 4, MAX_VARCHAR_LENGTH) };
    case "null":
      return { ...entry, type: "text", length: 0, byteLength: 0 };
    case "binary":
      return { ...entry, length: type.length, byteLength: type.length };
    case "time":
    case "timestamp_ntz":
    case "timestamp_ltz":
    case "timestamp_tz":
      return { ...entry, precision: 0, scale: type.scale };
    default:
      return entry;
  }
}

const integerNames = ["INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"];
const decimalNames = ["NUMBER", "DECIMAL", "DEC", "NUMERIC"];
const floatNames = ["FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL"];
const textNames = [
  "VARCHAR",
  "STRING",
  "TEXT",
  "NVARCHAR",
  "NVARCHAR2",
  "CHAR VARYING",
  "NCHAR VARYING",
  "CHARACTER VARYING",
  "VARCHAR2",
];
const characterNames = ["CHAR", "CHARACTER", "NCHAR"];
const timestampNames: Readonly<Record<string, "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz">> = {
  DATETIME: "timestamp_ntz",
  TIMESTAMP_NTZ: "timestamp_ntz",
  TIMESTAMPNTZ: "timestamp_ntz",
  "TIMESTAMP WITHOUT TIME ZONE": "timestamp_ntz",
  TIMESTAMP_LTZ: "timestamp_ltz",
  TIMESTAMPLTZ: "timestamp_ltz",
  "TIMESTAMP WITH LOCAL TIME ZONE": "timestamp_ltz",
  TIMESTAMP_TZ: "timestamp_tz",
  TIMESTAMPTZ: "timestamp_tz",
  "TIMESTAMP WITH TIME ZONE": "timestamp_tz",
};
/** Types that Snowflake has and the twin has not. */
const refusedNames = ["DECFLOAT", "GEOGRAPHY", "GEOMETRY", "VECTOR", "MAP", "FILE", "UUID", "INTERVAL"];

/**
 * The type that a name in SQL means. `timestampMapping` is what plain TIMESTAMP means (TIMESTAMP_TYPE_MAPPING).
 * Throws 002040 for a name that is no type, 000002 for one that the twin has not, 001044 for impossible arguments.
 * https://docs.snowflake.com/en/sql-reference/intro-summary-data-types
 */
export function typeFromName(
  name: string,
  args: readonly number[] = [],
  position?: SqlPosition,
  timestampMapping: "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz" = "timestamp_ntz",
): SfType {
  const bounded = (value: number | undefined, standard: number, least: number, most: number): number => {
    const result = value ?? standard;
    if (!Number.isInteger(result) || result < least || result > most) {
      throw new SnowflakeError(
        "002039",
        "42601",
        `SQL compilation error:\nInvalid argument ${result} of type ${name}: it is between ${least} and ${most}.`,
        position,
      );
    }
    return result;
  };
  if (decimalNames.includes(name)) {
    const precision = bounded(args[0], 38, 1, 38);
    return number(precision, bounded(args[1], 0, 0, Math.min(precision, 37)));
  }
  if (integerNames.includes(name)) return integer;
  if (floatNames.includes(name)) return float;
  if (textNames.includes(name)) return varchar(bounded(args[0], DEFAULT_VARCHAR_LENGTH, 1, MAX_VARCHAR_LENGTH));
  if (characterNames.includes(name)) return varchar(bounded(args[0], 1, 1, MAX_VARCHAR_LENGTH));
  if (name === "BINARY" || name === "VARBINARY") {
    return binary(bounded(args[0], DEFAULT_BINARY_LENGTH, 1, MAX_BINARY_LENGTH));
  }
  if (name === "BOOLEAN" || name === "BOOL") return boolean;
  if (name === "DATE") return date;
  if (name === "TIME") return time(bounded(args[0], 9, 0, 9));
  if (name === "TIMESTAMP") return { kind: timestampMapping, scale: bounded(args[0], 9, 0, 9) };
  const stamp = timestampNames[name];
  if (stamp !== undefined) return { kind: stamp, scale: bounded(args[0], 9, 0, 9) };
  if (name === "VARIANT") return variant;
  if (name === "OBJECT") return object;
  if (name === "ARRAY") return array;
  if (refusedNames.includes(name)) throw notInTwin(position, `data type ${name}`, "Use VARIANT or VARCHAR instead.");
  throw new SnowflakeError("002040", "42601", `SQL compilation error:\nUnsupported data type '${name}'.`, position);
}
