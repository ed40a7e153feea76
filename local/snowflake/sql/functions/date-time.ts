/** Dates and times: their parts and names. https://docs.snowflake.com/en/sql-reference/functions-date-time */
import { type Bound, derive } from "../binder/bound.ts";
import { integer, varchar } from "../types.ts";
import { dateArithmetic } from "./date-arithmetic.ts";
import { madeMoments } from "./make-moment.ts";
import { localOf, moment } from "./moment.ts";
import { asNumber, badTypes, type Call, checkCount, parameters, type Rule, special } from "./rule.ts";
import { partOf, truncateLocal, truncateTo, weekStart } from "./truncate-date.ts";

/**
 * Number and year of a date's week. WEEK_OF_YEAR_POLICY 0: a week belongs to the year that has four of its days; 1: January 1 is always in
 * week 1 of its year. https://docs.snowflake.com/en/sql-reference/functions-date-time#calendar-weeks-and-weekdays
 */
function weekOf(local: string, call: Call): { week: string; year: string } {
  const begin = truncateLocal(local, "week", call);
  if (Number(call.scope.compilation.view.session.parameter("WEEK_OF_YEAR_POLICY") ?? 0) === 1) {
    const first = truncateLocal(`CAST(date_trunc('year', ${local}) AS TIMESTAMP)`, "week", call);
    return { week: `(date_diff('day', ${first}, ${begin}) // 7 + 1)`, year: `date_part('year', ${local})` };
  }
  if (weekStart(call) === 1) return { week: `date_part('week', ${local})`, year: `date_part('isoyear', ${local})` };
  const fourth = `(${begin} + to_days(3))`;
  return { week: `((date_part('doy', ${fourth}) - 1) // 7 + 1)`, year: `date_part('year', ${fourth})` };
}

/** DuckDB text of a BIGINT. */
function extracted(part: string, value: Bound, call: Call): string {
  const local = localOf(value, call);
  const epoch =
    value.type.kind === "timestamp_tz"
      ? `epoch_us((${value.sql})."utc")`
      : `epoch_us(${value.type.kind === "timestamp_ltz" ? value.sql : local})`;
  const start = weekStart(call);
  switch (part) {
    case "week":
      return weekOf(local, call).week;
    case "yearofweek":
      return weekOf(local, call).year;
    case "weekiso":
      return `date_part('week', ${local})`;
    case "yearofweekiso":
      return `date_part('isoyear', ${local})`;
    case "dayofweek": {
      const configured = Number(call.scope.compilation.view.session.parameter("WEEK_START") ?? 0);
      return configured === 0
        ? `date_part('dow', ${local})`
        : `((date_part('isodow', ${local}) - ${start} + 7) % 7 + 1)`;
    }
    case "dayofweekiso":
      return `date_part('isodow', ${local})`;
    case "dayofyear":
      return `date_part('doy', ${local})`;
    case "second":
      return `date_part('second', ${local})`;
    case "millisecond":
      return `(date_part('microsecond', ${local}) // 1000 % 1000)`;
    case "microsecond":
      return `(date_part('microsecond', ${local}) % 1000000)`;
    case "nanosecond":
      return `(date_part('microsecond', ${local}) % 1000000 * 1000)`;
    case "epoch_second":
      return `CAST(floor(${epoch} / 1000000) AS BIGINT)`;
    case "epoch_millisecond":
      return `CAST(floor(${epoch} / 1000) AS BIGINT)`;
    case "epoch_microsecond":
      return epoch;
    case "epoch_nanosecond":
      return `(CAST(${epoch} AS HUGEINT) * 1000)`;
    case "timezone_hour":
    case "timezone_minute": {
      if (value.type.kind !== "timestamp_tz") throw badTypes(call, [value]);
      const offset = `(${value.sql})."offset"`;
      return part === "timezone_hour" ? `(${offset} // 60)` : `(${offset} % 60)`;
    }
    default:
      return `date_part('${part}', ${local})`;
  }
}

const extract = (part: string): Rule =>
  special((call) => {
    checkCount(call, parameters("any"));
    const value = moment(call, 0);
    return derive(asNumber(extracted(part, value, call)), integer, [value]);
  });

const datePartRule: Rule = special((call) => {
  checkCount(call, parameters("any any"));
  const part = partOf(call.args[0]!, call);
  const value = moment(call, 1);
  return derive(asNumber(extracted(part, value, call)), integer, [value]);
});

const dateTrunc: Rule = special((call) => {
  checkCount(call, parameters("any any"));
  return truncateTo(moment(call, 1), partOf(call.args[0]!, call), call);
});

const named = (kind: "day" | "month"): Rule =>
  special((call) => {
    checkCount(call, parameters("any"));
    const value = moment(call, 0);
    const local = localOf(value, call);
    return derive(`substr(${kind}name(${local}), 1, 3)`, varchar(3), [value]);
  });

export const dateTimes: Readonly<Record<string, Rule>> = {
  ...dateArithmetic,
  ...madeMoments,
  DATE_PART: datePartRule,
  DATE_TRUNC: dateTrunc,
  DAYNAME: named("day"),
  MONTHNAME: named("month"),
  YEAR: extract("year"),
  QUARTER: extract("quarter"),
  MONTH: extract("month"),
  WEEK: extract("week"),
  WEEKOFYEAR: extract("week"),
  WEEKISO: extract("weekiso"),
  DAY: extract("day"),
  DAYOFMONTH: extract("day"),
  DAYOFWEEK: extract("dayofweek"),
  DAYOFWEEKISO: extract("dayofweekiso"),
  DAYOFYEAR: extract("dayofyear"),
  YEAROFWEEK: extract("yearofweek"),
  YEAROFWEEKISO: extract("yearofweekiso"),
  HOUR: extract("hour"),
  MINUTE: extract("minute"),
  SECOND: extract("second"),
};
