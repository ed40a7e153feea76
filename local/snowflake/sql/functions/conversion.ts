/** Conversion functions and their TRY_ forms. https://docs.snowflake.com/en/sql-reference/functions-conversion */
import { type Bound, compilationError, derive, nullOf } from "../binder/bound.ts";
import { castSettings, coerce } from "../binder/coerce.ts";
import { asVariant, bindExpression } from "../binder/expressions.ts";
import { timestampMapping } from "../binder/literals.ts";
import type { CastMode } from "../emit/cast.ts";
import { formatTime, parseTime } from "../emit/cast-time.ts";
import { decimal } from "../emit/text.ts";
import {
  binary,
  boolean,
  date,
  float,
  isTimestamp,
  number,
  type SfType,
  time,
  timestampLtz,
  timestampNtz,
  timestampTz,
  varchar,
  variant,
} from "../types.ts";
import {
  argument,
  badTypes,
  bindArguments,
  type Call,
  checkCount,
  parameters,
  type Rule,
  scalar,
  special,
} from "./rule.ts";

type TimeType = Extract<SfType, { kind: "date" | "time" | "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz" }>;

const toText = (mode: CastMode): Rule =>
  special((call) => {
    const [value, format] = bindArguments(call, parameters("any text?"));
    const { compilation } = call.scope;
    if (format === undefined || format.constant === null)
      return coerce(value!, varchar(), compilation, mode, call.span);
    const { type } = value!;
    if (type.kind === "null") return nullOf(varchar());
    if (type.kind === "date" || type.kind === "time" || isTimestamp(type)) {
      return derive(formatTime(value!.sql, type, format.sql, castSettings(compilation)), varchar(), [value!, format]);
    }
    if (type.kind === "number" || type.kind === "float") {
      return derive(`sf_format_number(CAST(${value!.sql} AS VARCHAR), ${format.sql})`, varchar(), [value!, format]);
    }
    if (type.kind === "binary")
      return derive(binaryText(value!.sql, String(format.constant), call), varchar(), [value!]);
    if (type.kind === "variant" || type.kind === "varchar") {
      const moment = coerce(value!, timestampNtz(), compilation, mode, call.span);
      return derive(formatTime(moment.sql, moment.type, format.sql, castSettings(compilation)), varchar(), [
        moment,
        format,
      ]);
    }
    throw badTypes(call, [value!, format]);
  });

function binaryText(sql: string, format: string, call: Call): string {
  switch (format.toUpperCase()) {
    case "HEX":
      return `hex(${sql})`;
    case "BASE64":
      return `to_base64(${sql})`;
    case "UTF-8":
    case "UTF8":
      return `decode(${sql})`;
    default:
      throw compilationError("001035", "42601", `Invalid binary format '${format}'`, call.span);
  }
}

const toBinary = (mode: "cast" | "try"): Rule =>
  special((call) => {
    const [value, format] = bindArguments(call, parameters("any text?"));
    const { compilation } = call.scope;
    if (value!.type.kind === "binary" || format === undefined)
      return coerce(value!, binary(), compilation, mode, call.span);
    const text = coerce(value!, varchar(), compilation, mode, call.span).sql;
    const wrapped = (sql: string) =>
      derive(mode === "try" ? `TRY(${sql})` : sql, binary(), [value!, format], mode === "try" || value!.nullable);
    switch (String(format.constant).toUpperCase()) {
      case "HEX":
        return coerce(value!, binary(), compilation, mode, call.span);
      case "BASE64":
        return wrapped(mode === "try" ? `from_base64(${text})` : `sf_base64(${text})`);
      case "UTF-8":
      case "UTF8":
        return wrapped(`encode(${text})`);
      default:
        throw compilationError("001035", "42601", `Invalid binary format '${String(format.constant)}'`, call.span);
    }
  });

/** TO_NUMBER(x [, format] [, precision [, scale]]): NUMBER(38,0) when nothing is said. */
const toNumber = (mode: "cast" | "try"): Rule =>
  special((call) => {
    checkCount(call, parameters("any any? any? any?"));
    const bounds = call.args.map((node) => bindExpression(node, call.scope));
    const value = bounds[0]!;
    let rest = bounds.slice(1);
    let format: Bound | undefined;
    if (rest[0]?.type.kind === "varchar") {
      format = rest[0];
      rest = rest.slice(1);
    }
    const constants = rest.map((each) => {
      if (typeof each.constant !== "number")
        throw compilationError("001035", "42601", `${call.name} takes constants for precision and scale`, call.span);
      return each.constant;
    });
    const type = number(constants[0] ?? 38, constants[1] ?? 0);
    if (format === undefined) return coerce(value, type, call.scope.compilation, mode, call.span);
    const text = coerce(value, varchar(), call.scope.compilation, mode, call.span).sql;
    const target = decimal(constants[0] ?? 38, constants[1] ?? 0);
    const sql =
      mode === "try"
        ? `TRY_CAST(sf_try_read_number(${text}, ${format.sql}) AS ${target})`
        : `CAST(sf_read_number(${text}, ${format.sql}) AS ${target})`;
    return derive(sql, type, [value, format], mode === "try" || value.nullable);
  });

const plainCast = (type: SfType, mode: CastMode): Rule =>
  special((call) => {
    const [value] = bindArguments(call, parameters("any"));
    if (
      mode === "try" &&
      value!.type.kind !== "varchar" &&
      value!.type.kind !== "null" &&
      value!.type.kind !== type.kind
    )
      throw badTypes(call, [value!]);
    return coerce(value!, type, call.scope.compilation, mode, call.span);
  });

/** TO_DOUBLE(x [, format]). https://docs.snowflake.com/en/sql-reference/functions/to_double */
const toDouble = (mode: "cast" | "try"): Rule => {
  const plain = plainCast(float, mode);
  return special((call) => {
    if (call.args.length < 2) return plain.bind(call);
    const [text, format] = bindArguments(call, parameters("text text"));
    const read = mode === "try" ? "sf_try_read_number" : "sf_read_number";
    const sql = `CAST(${read}(${text!.sql}, ${format!.sql}) AS DOUBLE)`;
    return derive(sql, float, [text!, format!], mode === "try" || text!.nullable);
  });
};

/** `pick` is asked when called: plain TIMESTAMP depends on the session. */
const toTime = (pick: (call: Call) => TimeType, mode: "cast" | "try"): Rule =>
  special((call) => {
    const [value, second] = bindArguments(call, parameters("any any?"));
    const { compilation } = call.scope;
    const type = pick(call);
    const settings = castSettings(compilation);
    if (second === undefined) {
      if (value!.type.kind === "number" && type.kind === "date") throw badTypes(call, [value!]);
      return coerce(value!, type, compilation, mode, call.span);
    }
    if (second.type.kind === "varchar") {
      const text = coerce(value!, varchar(), compilation, mode, call.span);
      return derive(
        parseTime(text.sql, type, { mode, settings }, second.sql),
        type,
        [text, second],
        mode === "try" || text.nullable,
      );
    }
    // A scale: how many decimal digits of a second the number counts in.
    if (
      typeof second.constant !== "number" ||
      (value!.type.kind !== "number" && value!.type.kind !== "float" && value!.type.kind !== "variant")
    ) {
      throw badTypes(call, [value!, second]);
    }
    const count = argument(value!, "int", call);
    const scale = second.constant;
    const microseconds =
      scale <= 6
        ? `(${count.sql} * ${10 ** (6 - scale)})`
        : `CAST(floor(${count.sql} / ${10 ** (scale - 6)}) AS BIGINT)`;
    const moment = derive(`make_timestamp(${microseconds})`, timestampNtz(), [count]);
    if (type.kind === "timestamp_ltz") return derive(`timezone('UTC', ${moment.sql})`, type, [count]);
    if (type.kind === "timestamp_tz") return derive(`sf_make_tz(${moment.sql}, 0)`, type, [count]);
    return coerce(moment, type, compilation);
  });

const timestamps: readonly [string, (call: Call) => TimeType][] = [
  ["TIMESTAMP", (call) => ({ kind: timestampMapping(call.scope.compilation), scale: 9 })],
  ["TIMESTAMP_NTZ", () => timestampNtz() as TimeType],
  ["TIMESTAMP_LTZ", () => timestampLtz() as TimeType],
  ["TIMESTAMP_TZ", () => timestampTz() as TimeType],
  ["DATE", () => date as TimeType],
  ["TIME", () => time() as TimeType],
];

const timeRules: Record<string, Rule> = {};
for (const [name, pick] of timestamps) {
  timeRules[`TO_${name}`] = toTime(pick, "cast");
  timeRules[`TRY_TO_${name}`] = toTime(pick, "try");
}

const toVariant: Rule = special((call) => {
  const [value] = bindArguments(call, parameters("any"));
  return { ...asVariant(value!, call.scope), type: variant };
});

export const conversions: Readonly<Record<string, Rule>> = {
  ...timeRules,
  DATE: toTime(() => date as TimeType, "cast"),
  TIME: toTime(() => time() as TimeType, "cast"),
  TO_VARCHAR: toText("cast"),
  TO_CHAR: toText("cast"),
  TO_NUMBER: toNumber("cast"),
  TO_DECIMAL: toNumber("cast"),
  TO_NUMERIC: toNumber("cast"),
  TRY_TO_NUMBER: toNumber("try"),
  TRY_TO_DECIMAL: toNumber("try"),
  TRY_TO_NUMERIC: toNumber("try"),
  TO_DOUBLE: toDouble("cast"),
  TRY_TO_DOUBLE: toDouble("try"),
  TO_BOOLEAN: plainCast(boolean, "cast"),
  TRY_TO_BOOLEAN: plainCast(boolean, "try"),
  TO_BINARY: toBinary("cast"),
  TRY_TO_BINARY: toBinary("try"),
  TO_VARIANT: toVariant,
  TO_ARRAY: special((call) => {
    const [value] = bindArguments(call, parameters("any"));
    return derive(`sf_to_array(${asVariant(value!, call.scope).sql})`, { kind: "array" }, [value!]);
  }),
  TO_OBJECT: special((call) => {
    const [value] = bindArguments(call, parameters("any"));
    return coerce(value!, { kind: "object" }, call.scope.compilation, "cast", call.span);
  }),
  TO_JSON: scalar("variant", varchar(), ([a]) => `${a}`),
};
