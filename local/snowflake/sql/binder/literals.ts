/** Literals, binds, session variables. */
import { notInTwin } from "../../errors.ts";
import type { BinaryLiteral, Bind, NumberLiteral, TypedLiteral } from "../ast/index.ts";
import { decimal, quoteText } from "../emit/text.ts";
import {
  binary,
  boolean,
  date,
  float,
  number,
  type SfType,
  time,
  timestampLtz,
  timestampNtz,
  timestampTz,
  typeFromName,
  varchar,
} from "../types.ts";
import { type Bound, compilationError, constantOf, positionOf, untypedNull } from "./bound.ts";
import type { BindText, TypedText } from "./catalog-view.ts";
import { coerce } from "./coerce.ts";
import type { Compilation } from "./scope.ts";

/** An exponent written out: 1.5e3 is 1500. */
function writtenOut(text: string): string {
  const match = /^(-?)(\d*)\.?(\d*)[eE]([+-]?\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", power = ""] = match;
  const exponent = Number(power);
  if (Math.abs(exponent) > 38) return text;
  const digits = `${"0".repeat(Math.max(0, -exponent))}${whole}${fraction}${"0".repeat(Math.max(0, exponent))}`;
  const point = Math.max(0, -exponent) + whole.length + exponent;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point).replace(/0+$/, "")}`.replace(/\.$/, "");
}

/**
 * NUMBER(p,s) by its digits, an exponent written out; beyond 38 digits FLOAT.
 * https://docs.snowflake.com/en/sql-reference/functions/system_typeof: 1e10 is NUMBER(11,0).
 */
export function numberLiteral(source: string): Bound {
  const text = writtenOut(source);
  const match = /^(-?)(\d*)\.?(\d*)$/.exec(text);
  if (match !== null) {
    const whole = (match[2] ?? "").replace(/^0+(?=\d)/, "") || "0";
    const fraction = match[3] ?? "";
    const precision = whole.length + fraction.length;
    if (precision <= 38 && fraction.length <= 37) {
      const written = `${match[1]}${whole}${fraction === "" ? "" : `.${fraction}`}`;
      const constant = Number.isSafeInteger(Number(written)) ? Number(written) : written;
      const width = Math.max(1, precision);
      return constantOf(
        `CAST(${written} AS ${decimal(width, fraction.length)})`,
        number(width, fraction.length),
        constant,
      );
    }
  }
  return constantOf(`CAST('${source}' AS DOUBLE)`, float, Number(source));
}

export const bindNumber = (node: NumberLiteral): Bound => numberLiteral(node.text);

export const textLiteral = (value: string): Bound =>
  constantOf(quoteText(value), varchar(Math.max(1, [...value].length)), value);

export const booleanLiteral = (value: boolean): Bound => constantOf(value ? "TRUE" : "FALSE", boolean, value);

export function bindBinary(node: BinaryLiteral): Bound {
  return constantOf(`from_hex(${quoteText(node.hex)})`, binary(Math.max(1, node.hex.length / 2)), node.hex);
}

export function bindTyped(node: TypedLiteral, compilation: Compilation): Bound {
  const type = typeFromName(node.type, [], positionOf(node.span), timestampMapping(compilation));
  const cast = coerce(textLiteral(node.value), type, compilation, "cast", node.span);
  return { ...cast, constant: node.value, nullable: false };
}

export function timestampMapping({ view }: Compilation): "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz" {
  const mapping = String(view.session.parameter("TIMESTAMP_TYPE_MAPPING") ?? "").toLowerCase();
  return mapping === "timestamp_ltz" || mapping === "timestamp_tz" ? mapping : "timestamp_ntz";
}

/** A session or scripting variable: a constant of its type. */
export function typedText(variable: TypedText, compilation: Compilation): Bound {
  compilation.isDeterministic = false;
  if (variable.value === null) return { ...coerce(untypedNull, variable.type, compilation), constant: null };
  const { type, value } = variable;
  if (variable.sql !== undefined) {
    const isPlain = type.kind === "varchar" || type.kind === "number";
    const exact = constantOf(
      variable.sql,
      type,
      Number.isSafeInteger(Number(value)) && type.kind === "number" ? Number(value) : value,
    );
    if (isPlain) return exact;
    if (type.kind === "boolean") return { ...exact, constant: /^(true|1)$/i.test(value) };
    const { constant: _, ...computed } = exact;
    return computed;
  }
  if (type.kind === "boolean") return booleanLiteral(/^(true|1)$/i.test(value));
  const cast = coerce({ ...textLiteral(value), type: varchar() }, type, compilation);
  const sql =
    type.kind === "number" || type.kind === "float"
      ? `CAST('${Number.isNaN(Number(value)) ? "NaN" : value.trim()}' AS ${type.kind === "float" ? "DOUBLE" : decimal(type.precision, type.scale)})`
      : cast.sql;
  const constant = type.kind === "number" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return { ...cast, sql, constant, nullable: false };
}

export function bindParameter(node: Bind, compilation: Compilation): Bound {
  compilation.isDeterministic = false;
  if (node.style === "named") {
    const variable = compilation.view.scriptVariable?.(node.name);
    if (variable !== undefined) return typedText(variable, compilation);
  }
  const key = node.style === "named" ? node.name : String(node.ordinal);
  const bind = compilation.binds.get(key);
  if (bind === undefined) {
    throw compilationError(
      "002049",
      "42601",
      `Bind variable ${node.style === "question" ? "?" : `:${key}`} not set.`,
      node.span,
    );
  }
  return bindValue(bind, compilation, node);
}

function bindValue({ type, value }: BindText, compilation: Compilation, node: Bind): Bound {
  if (value !== null && typeof value !== "string") {
    throw notInTwin(positionOf(node.span), "an array bind outside of INSERT … VALUES", "Bind one value.");
  }
  if (value === null) return untypedNull;
  return bindText(type, value, compilation);
}

/** The value of one bind as the wire writes it. https://docs.snowflake.com/en/developer-guide/sql-api/submitting-requests#using-bind-variables */
export function bindText(type: string, value: string, compilation: Compilation): Bound {
  switch (type) {
    case "FIXED":
      return numberLiteral(value);
    case "REAL":
      return constantOf(`CAST(${quoteText(value)} AS DOUBLE)`, float, Number(value));
    case "BOOLEAN":
      return booleanLiteral(/^(true|1)$/i.test(value));
    case "BINARY":
      return constantOf(`from_hex(${quoteText(value)})`, binary(Math.max(1, value.length / 2)), value);
    case "DATE": {
      if (!/^-?\d+$/.test(value)) break;
      const days = Math.floor(Number(value) / 86_400_000);
      return constantOf(`CAST(DATE '1970-01-01' + CAST(${days} AS INTEGER) AS DATE)`, date, isoDate(days));
    }
    case "TIME": {
      if (!/^\d+$/.test(value)) break;
      return constantOf(`sf_time_of(CAST(${microseconds(value)} AS BIGINT))`, time(), value);
    }
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP": {
      if (!/^-?\d+$/.test(value)) break;
      return constantOf(`make_timestamp(CAST(${microseconds(value)} AS BIGINT))`, timestampNtz(), value);
    }
    case "TIMESTAMP_LTZ": {
      if (!/^-?\d+$/.test(value)) break;
      return constantOf(
        `timezone('UTC', make_timestamp(CAST(${microseconds(value)} AS BIGINT)))`,
        timestampLtz(),
        value,
      );
    }
    case "TIMESTAMP_TZ": {
      const match = /^(-?\d+) (\d+)$/.exec(value);
      if (match === null) break;
      const offset = Number(match[2]) - 1440;
      const utc = `make_timestamp(CAST(${microseconds(match[1]!)} AS BIGINT))`;
      return constantOf(`struct_pack("utc" := ${utc}, "offset" := CAST(${offset} AS INTEGER))`, timestampTz(), value);
    }
  }
  const target = timeTypes[type];
  const text = textLiteral(value);
  return target === undefined ? text : { ...coerce(text, target, compilation), constant: value };
}

const timeTypes: Readonly<Record<string, SfType>> = {
  DATE: date,
  TIME: time(),
  TIMESTAMP_NTZ: timestampNtz(),
  TIMESTAMP: timestampNtz(),
  TIMESTAMP_LTZ: timestampLtz(),
  TIMESTAMP_TZ: timestampTz(),
};

const microseconds = (nanoseconds: string): string => String(BigInt(nanoseconds) / 1000n);
const isoDate = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);
