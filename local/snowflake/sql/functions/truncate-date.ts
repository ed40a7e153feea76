/** DATE_TRUNC in both of its forms, also as TRUNC(date, part). https://docs.snowflake.com/en/sql-reference/functions/date_trunc */

import type { Expression } from "../ast/index.ts";
import { type Bound, compilationError, derive } from "../binder/bound.ts";
import { castSettings } from "../binder/coerce.ts";
import { bindExpression } from "../binder/expressions.ts";
import { fromNtz, toNtz } from "../emit/cast-time.ts";
import type { SfType } from "../types.ts";
import { datePart } from "./date-parts.ts";
import type { Call } from "./rule.ts";

/** A part written as a word or a string constant. */
export function partOf(node: Expression, call: Call): string {
  const name =
    node.kind === "string"
      ? node.value
      : node.kind === "column" && node.parts.length === 1
        ? node.parts[0]!.text
        : bindExpression(node, call.scope).constant;
  const part = typeof name === "string" ? datePart(name) : undefined;
  if (part === undefined) {
    throw compilationError("002151", "22023", `[${String(name)}] is not a valid date/time component`, node.span);
  }
  return part;
}

/** WEEK_START: 0 and 1 mean Monday. */
export const weekStart = (call: Call): number =>
  Number(call.scope.compilation.view.session.parameter("WEEK_START") ?? 0) || 1;

/** `local` is TIMESTAMP text. Gives TIMESTAMP text. */
export function truncateLocal(local: string, part: string, call: Call): string {
  const shift = part === "week" ? weekStart(call) - 1 : 0;
  if (shift !== 0) return `(CAST(date_trunc('week', ${local} - to_days(${shift})) AS TIMESTAMP) + to_days(${shift}))`;
  const unit = part === "weekiso" ? "week" : part === "nanosecond" ? "microsecond" : part;
  return `CAST(date_trunc('${unit}', ${local}) AS TIMESTAMP)`;
}

const truncatable = new Set([
  "year",
  "quarter",
  "month",
  "week",
  "weekiso",
  "day",
  "hour",
  "minute",
  "second",
  "millisecond",
  "microsecond",
  "nanosecond",
]);

export function truncateTo(value: Bound, part: string, call: Call): Bound {
  if (!truncatable.has(part)) throw compilationError("002151", "22023", `[${part}] cannot be truncated to`, call.span);
  const settings = castSettings(call.scope.compilation);
  const { type } = value;
  if (type.kind === "time")
    return derive(
      `CAST(date_trunc('${part === "nanosecond" ? "microsecond" : part}', DATE '1970-01-01' + ${value.sql}) AS TIME)`,
      type,
      [value],
    );
  const local = truncateLocal(toNtz(value.sql, type, settings), part, call);
  return derive(backTo(local, value, type, call), type, [value]);
}

/** Wall-clock TIMESTAMP text as the type that `value` has; a TZ keeps its offset. */
export function backTo(local: string, value: Bound, type: SfType, call: Call): string {
  if (type.kind === "timestamp_tz") return `sf_make_tz(${local}, (${value.sql})."offset")`;
  return fromNtz(local, type, castSettings(call.scope.compilation));
}

/** TRUNC(date, part). */
export function truncateDate(call: Call, value: Bound): Bound {
  return truncateTo(value, call.args[1] === undefined ? "day" : partOf(call.args[1], call), call);
}
