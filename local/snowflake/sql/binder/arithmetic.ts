/** Arithmetic with Snowflake's precision and scale, dates and intervals. */
import { notInTwin } from "../../errors.ts";
import type { Binary, Expression, IntervalLiteral, Span } from "../ast/index.ts";
import { comparable, fromNtz, toNtz } from "../emit/cast-time.ts";
import { castTo, decimal, powerOfTen } from "../emit/text.ts";
import { float, formatType, isTimestamp, number, type SfType, timestampNtz } from "../types.ts";
import { type Bound, compilationError, derive, positionOf } from "./bound.ts";
import { castSettings, coerce } from "./coerce.ts";
import { type Interval, parseInterval } from "./interval.ts";
import type { Compilation, Scope } from "./scope.ts";

type NumberType = Extract<SfType, { kind: "number" }>;

/**
 * Precision and scale of a result.
 * https://docs.snowflake.com/en/sql-reference/operators-arithmetic#arithmetic-operations-on-numbers
 */
export function arithmeticType(operator: string, a: NumberType, b: NumberType): NumberType {
  const leadingA = a.precision - a.scale;
  const leadingB = b.precision - b.scale;
  const made = (leading: number, scale: number): NumberType => ({
    kind: "number",
    precision: Math.min(38, Math.max(1, leading + scale)),
    scale: Math.min(37, scale),
  });
  switch (operator) {
    case "*": {
      const scale = Math.min(a.scale + b.scale, Math.max(a.scale, b.scale, 12));
      return made(leadingA + leadingB, scale);
    }
    case "/": {
      const scale = Math.max(a.scale, Math.min(a.scale + 6, 12));
      return made(leadingA + b.scale, scale);
    }
    case "%":
      return made(Math.max(leadingA, leadingB), Math.max(a.scale, b.scale));
    default:
      return made(Math.max(leadingA, leadingB) + 1, Math.max(a.scale, b.scale));
  }
}

export function arithmetic(operator: string, left: Bound, right: Bound, compilation: Compilation, span?: Span): Bound {
  const temporal = dateArithmetic(operator, left, right, compilation);
  if (temporal !== undefined) return temporal;
  const a = numeric(left, right, operator, compilation, span);
  const b = numeric(right, left, operator, compilation, span);
  if (a.type.kind === "number" && b.type.kind === "number") return exact(operator, a, b, a.type, b.type);
  const x = coerce(a, float, compilation).sql;
  const y = coerce(b, float, compilation).sql;
  const sql =
    operator === "/"
      ? `sf_float_divide(${x}, ${y})`
      : operator === "%"
        ? `sf_float_modulo(${x}, ${y})`
        : `(${x} ${operator} ${y})`;
  return derive(sql, float, [a, b]);
}

/** A string becomes NUMBER(18,5), a VARIANT a FLOAT. */
function numeric(bound: Bound, other: Bound, operator: string, compilation: Compilation, span?: Span): Bound {
  switch (bound.type.kind) {
    case "number":
    case "float":
      return bound;
    case "null":
      return coerce(bound, other.type.kind === "float" ? float : number(38, 0), compilation);
    case "varchar":
      return coerce(bound, other.type.kind === "float" ? float : number(18, 5), compilation);
    case "variant":
      return coerce(bound, float, compilation);
    default:
      throw compilationError(
        "001044",
        "42P13",
        `Invalid argument types for function '${operator}': (${formatType(bound.type)}, ${formatType(other.type)})`,
        span,
      );
  }
}

function exact(operator: string, a: Bound, b: Bound, typeA: NumberType, typeB: NumberType): Bound {
  const type = arithmeticType(operator, typeA, typeB);
  const parts = [a, b];
  const target = decimal(type.precision, type.scale);
  switch (operator) {
    case "*": {
      const scaleSum = typeA.scale + typeB.scale;
      if (scaleSum > 37) return derive(`sf_multiply(${text(a)}, ${text(b)}, ${type.scale})::${target}`, type, parts);
      return derive(`CAST((${a.sql} * ${b.sql}) AS ${target})`, type, parts);
    }
    case "/":
      return derive(divide(a, b, typeA, typeB, type), type, parts);
    case "%": {
      const same = decimal(Math.min(38, type.precision + 1), type.scale);
      return derive(`CAST(sf_modulo(CAST(${a.sql} AS ${same}), CAST(${b.sql} AS ${same})) AS ${target})`, type, parts);
    }
    default: {
      // Both sides wide enough for the result, so that DuckDB's own rule for widths does not matter.
      return derive(`(CAST(${a.sql} AS ${target}) ${operator} CAST(${b.sql} AS ${target}))::${target}`, type, parts);
    }
  }
}

const text = (bound: Bound): string => castTo(bound.sql, { kind: "varchar", length: 100 });

/** Exact division, half away from zero: in whole numbers where they fit HUGEINT, else by a helper with unbounded ones. */
function divide(a: Bound, b: Bound, typeA: NumberType, typeB: NumberType, type: NumberType): string {
  const shift = type.scale - typeA.scale + typeB.scale;
  const whole = `sf_divide(${unscaled(a.sql, typeA)}, ${unscaled(b.sql, typeB)}, CAST(1${"0".repeat(shift)} AS HUGEINT), CAST(1${"0".repeat(Math.max(0, 37 - shift))} AS HUGEINT))`;
  const scaled =
    type.scale === 0
      ? `CAST(${whole} AS DECIMAL(38,0))`
      : `CAST(${whole} AS DECIMAL(38,0)) * ${powerOfTen(-type.scale)}`;
  return `CAST(${scaled} AS ${decimal(type.precision, type.scale)})`;
}

const unscaled = (sql: string, type: NumberType): string =>
  type.scale === 0
    ? `CAST(${sql} AS HUGEINT)`
    : `CAST(CAST(${sql} AS ${decimal(38, type.scale)}) * ${powerOfTen(type.scale)} AS HUGEINT)`;

export function negate(operand: Bound, compilation: Compilation, span?: Span): Bound {
  const value = numeric(operand, operand, "-", compilation, span);
  const result = derive(`(-${value.sql})`, value.type, [value]);
  if (typeof operand.constant === "number") return { ...result, constant: -operand.constant };
  if (typeof operand.constant === "string" && operand.type.kind === "number") {
    return {
      ...result,
      constant: operand.constant.startsWith("-") ? operand.constant.slice(1) : `-${operand.constant}`,
    };
  }
  return result;
}

/** date + 1, date - date. https://docs.snowflake.com/en/sql-reference/data-types-datetime#simple-arithmetic-for-dates */
function dateArithmetic(operator: string, left: Bound, right: Bound, compilation: Compilation): Bound | undefined {
  if (operator !== "+" && operator !== "-") return undefined;
  if (left.type.kind === "date" && right.type.kind === "date" && operator === "-") {
    return derive(`CAST(datediff('day', ${right.sql}, ${left.sql}) AS DECIMAL(9,0))`, number(9, 0), [left, right]);
  }
  const isCount = (type: SfType) => type.kind === "number" || type.kind === "float" || type.kind === "null";
  const days = (bound: Bound) => `CAST(${coerce(bound, number(38, 0), compilation).sql} AS INTEGER)`;
  if (left.type.kind === "date" && isCount(right.type)) {
    return derive(`(${left.sql} ${operator} ${days(right)})`, left.type, [left, right]);
  }
  if (operator === "+" && right.type.kind === "date" && isCount(left.type)) {
    return derive(`(${right.sql} + ${days(left)})`, right.type, [left, right]);
  }
  return undefined;
}

/** A date, time or timestamp moved by an interval constant. Undefined when neither side is an interval. */
export function intervalArithmetic(
  node: Binary,
  scope: Scope,
  bind: (node: Expression, scope: Scope) => Bound,
): Bound | undefined {
  const right = unwrap(node.right);
  const left = unwrap(node.left);
  if (right.kind === "interval" && (node.operator === "+" || node.operator === "-")) {
    return moved(bind(node.left, scope), right, node.operator === "-" ? -1 : 1, scope.compilation);
  }
  if (left.kind === "interval" && node.operator === "+")
    return moved(bind(node.right, scope), left, 1, scope.compilation);
  return undefined;
}

const unwrap = (node: Expression): Expression => (node.kind === "paren" ? unwrap(node.expression) : node);

function moved(bound: Bound, node: IntervalLiteral, sign: 1 | -1, compilation: Compilation): Bound {
  const steps = parseInterval(node);
  const settings = castSettings(compilation);
  let value =
    bound.type.kind === "varchar" || bound.type.kind === "variant" ? coerce(bound, timestampNtz(), compilation) : bound;
  if (value.type.kind === "time") {
    const microseconds = steps.reduce((sum, step) => sum + timeStep(step, node) * sign, 0);
    return derive(`CAST(${value.sql} + to_microseconds(CAST(${microseconds} AS BIGINT)) AS TIME)`, value.type, [value]);
  }
  if (value.type.kind === "date" && steps.some((step) => step.unit === "microsecond"))
    value = coerce(value, timestampNtz(), compilation);
  if (value.type.kind !== "date" && !isTimestamp(value.type)) {
    throw compilationError(
      "001044",
      "42P13",
      `Invalid argument types for function '${sign < 0 ? "-" : "+"}': (${formatType(bound.type)}, INTERVAL)`,
      node.span,
    );
  }
  const type = value.type;
  let local = toNtz(comparable(value.sql, { kind: "null" }), type, settings);
  for (const { unit, count } of steps) {
    const amount = `CAST(${count * sign} AS ${unit === "microsecond" ? "BIGINT" : "INTEGER"})`;
    local = `(${local} + ${unit === "month" ? "to_months" : unit === "day" ? "to_days" : "to_microseconds"}(${amount}))`;
  }
  const sql =
    type.kind === "timestamp_tz" ? `sf_make_tz(${local}, (${value.sql})."offset")` : fromNtz(local, type, settings);
  return derive(type.kind === "date" ? `CAST(${local} AS DATE)` : sql, type, [value]);
}

function timeStep({ unit, count }: Interval, node: IntervalLiteral): number {
  if (unit === "microsecond") return count;
  throw notInTwin(positionOf(node.span), "an interval of days or months with TIME", "Use hours or smaller parts.");
}
