/** Interval constants: `interval '1 year, 2 days'`, `interval '3' hour`. */
import type { IntervalLiteral } from "../ast/index.ts";
import { datePart } from "../functions/date-parts.ts";
import { compilationError } from "./bound.ts";

export interface Interval {
  unit: "month" | "day" | "microsecond";
  count: number;
}

const perUnit: Readonly<Record<string, Interval>> = {
  year: { unit: "month", count: 12 },
  quarter: { unit: "month", count: 3 },
  month: { unit: "month", count: 1 },
  week: { unit: "day", count: 7 },
  day: { unit: "day", count: 1 },
  hour: { unit: "microsecond", count: 3_600_000_000 },
  minute: { unit: "microsecond", count: 60_000_000 },
  second: { unit: "microsecond", count: 1_000_000 },
  millisecond: { unit: "microsecond", count: 1_000 },
  microsecond: { unit: "microsecond", count: 1 },
  nanosecond: { unit: "microsecond", count: 0.001 },
};

/** Steps in the order written: each is added in turn. A part without a unit is seconds. https://docs.snowflake.com/en/sql-reference/data-types-datetime#interval-constants */
export function parseInterval(node: IntervalLiteral): Interval[] {
  const text = node.value.kind === "string" ? node.value.value : node.value.text;
  const invalid = () => compilationError("001003", "42000", `invalid interval '${text}'`, node.span);
  if (node.toUnit !== undefined) {
    const match = /^\s*(-?)(\d+)-(\d+)\s*$/.exec(text);
    if (match === null || !/^year$/i.test(node.unit ?? "") || !/^month$/i.test(node.toUnit)) throw invalid();
    const months = Number(match[2]) * 12 + Number(match[3]);
    return [{ unit: "month", count: match[1] === "-" ? -months : months }];
  }
  const parts = node.unit === undefined ? text.split(",") : [`${text} ${node.unit}`];
  return parts.map((part) => {
    const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(part);
    if (match === null) throw invalid();
    const unit = match[2] === "" ? "second" : datePart(match[2] ?? "");
    const step = unit === undefined ? undefined : perUnit[unit];
    if (step === undefined) throw invalid();
    const count = Number(match[1]) * step.count;
    return { unit: step.unit, count: Math.trunc(count) };
  });
}
