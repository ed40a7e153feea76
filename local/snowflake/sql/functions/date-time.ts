/** Dates and times. https://docs.snowflake.com/en/sql-reference/functions-date-time */
import { type Bound, compilationError, derive } from "../binder/bound.ts";
import { castSettings, coerce } from "../binder/coerce.ts";
import { bindExpression } from "../binder/expressions.ts";
import { toNtz } from "../emit/cast-time.ts";
import { date, integer, number, time, timestampLtz, timestampNtz, timestampTz, varchar } from "../types.ts";
import {
  argument,
  asNumber,
  badTypes,
  bindArguments,
  type Call,
  checkCount,
  parameters,
  type Rule,
  scalar,
  special,
} from "./rule.ts";
import { backTo, partOf, truncateLocal, truncateTo, weekStart } from "./truncate-date.ts";

const moment = (call: Call, at: number): Bound => argument(bindExpression(call.args[at]!, call.scope), "moment", call);
const localOf = (value: Bound, call: Call): string =>
  value.type.kind === "time"
    ? `(DATE '1970-01-01' + ${value.sql})`
    : toNtz(value.sql, value.type, castSettings(call.scope.compilation));

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
    case "weekiso":
      return `date_part('week', ${local})`;
    case "yearofweek":
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

const steps: Readonly<Record<string, [open: string, factor: number]>> = {
  year: ["to_months", 12],
  quarter: ["to_months", 3],
  month: ["to_months", 1],
  week: ["to_days", 7],
  weekiso: ["to_days", 7],
  day: ["to_days", 1],
  dayofweek: ["to_days", 1],
  dayofyear: ["to_days", 1],
  hour: ["to_microseconds", 3_600_000_000],
  minute: ["to_microseconds", 60_000_000],
  second: ["to_microseconds", 1_000_000],
  millisecond: ["to_microseconds", 1_000],
  microsecond: ["to_microseconds", 1],
};

/** Month arithmetic ends on the last day of a shorter month. https://docs.snowflake.com/en/sql-reference/functions/dateadd */
const dateAdd: Rule = special((call) => {
  checkCount(call, parameters("any any any"));
  const part = partOf(call.args[0]!, call);
  const amount = argument(bindExpression(call.args[1]!, call.scope), "int", call);
  return added(part, amount, moment(call, 2), call);
});

function added(part: string, amount: Bound, value: Bound, call: Call): Bound {
  const parts = [amount, value];
  const step = steps[part];
  if (part !== "nanosecond" && step === undefined)
    throw compilationError("002151", "22023", `[${part}] cannot be added`, call.span);
  const [open, factor] = step ?? ["to_microseconds", 1];
  const count =
    part === "nanosecond"
      ? `CAST(trunc(${amount.sql} / 1000) AS BIGINT)`
      : factor === 1
        ? amount.sql
        : `(${amount.sql} * ${factor})`;
  const interval = `${open}(${open === "to_microseconds" ? count : `CAST(${count} AS INTEGER)`})`;
  if (value.type.kind === "time") {
    if (open !== "to_microseconds") throw badTypes(call, [value]);
    return derive(`CAST(DATE '1970-01-01' + ${value.sql} + ${interval} AS TIME)`, value.type, parts);
  }
  if (value.type.kind === "date") {
    if (open === "to_microseconds")
      return derive(`(CAST(${value.sql} AS TIMESTAMP) + ${interval})`, timestampNtz(), parts);
    return derive(`CAST(${value.sql} + ${interval} AS DATE)`, date, parts);
  }
  if (value.type.kind === "timestamp_ltz" && open === "to_microseconds") {
    return derive(`(${value.sql} + ${interval})`, value.type, parts);
  }
  return derive(backTo(`(${localOf(value, call)} + ${interval})`, value, value.type, call), value.type, parts);
}

/** Counts the boundaries between, not whole units. https://docs.snowflake.com/en/sql-reference/functions/datediff */
const dateDiff: Rule = special((call) => {
  checkCount(call, parameters("any any any"));
  const part = partOf(call.args[0]!, call);
  let from = moment(call, 1);
  let to = moment(call, 2);
  if (from.type.kind !== to.type.kind && from.type.kind !== "time" && to.type.kind !== "time") {
    const kind =
      [from, to].find((each) => each.type.kind === "timestamp_tz" || each.type.kind === "timestamp_ltz")?.type ??
      timestampNtz();
    from = coerce(from, kind, call.scope.compilation);
    to = coerce(to, kind, call.scope.compilation);
  }
  const [a, b] = [localOf(from, call), localOf(to, call)];
  return derive(asNumber(difference(part, a, b, call)), integer, [from, to]);
});

function difference(part: string, a: string, b: string, call: Call): string {
  switch (part) {
    case "week":
    case "weekiso": {
      const truncated = (local: string) => truncateLocal(local, part, call);
      return `(date_diff('day', ${truncated(a)}, ${truncated(b)}) // 7)`;
    }
    case "nanosecond":
      return `(CAST(epoch_us(${b}) - epoch_us(${a}) AS HUGEINT) * 1000)`;
    case "year":
    case "quarter":
    case "month":
    case "day":
    case "hour":
    case "minute":
    case "second":
    case "millisecond":
    case "microsecond":
      return `date_diff('${part}', ${a}, ${b})`;
    case "dayofyear":
    case "dayofweek":
      return `date_diff('day', ${a}, ${b})`;
    default:
      throw compilationError("002151", "22023", `[${part}] has no difference`, call.span);
  }
}

const lastDay: Rule = special((call) => {
  checkCount(call, parameters("any any?"));
  const value = moment(call, 0);
  const part = call.args[1] === undefined ? "month" : partOf(call.args[1], call);
  const next: Readonly<Record<string, string>> = {
    year: "to_months(12)",
    quarter: "to_months(3)",
    month: "to_months(1)",
    week: "to_days(7)",
    weekiso: "to_days(7)",
  };
  if (next[part] === undefined) throw compilationError("002151", "22023", `[${part}] has no last day`, call.span);
  return derive(`CAST(${truncateLocal(localOf(value, call), part, call)} + ${next[part]} - to_days(1) AS DATE)`, date, [
    value,
  ]);
});

const weekdayStep = (forward: boolean): Rule =>
  special((call) => {
    checkCount(call, parameters("any any"));
    const value = moment(call, 0);
    const day = argument(bindExpression(call.args[1]!, call.scope), "text", call);
    return derive(
      `CAST(sf_${forward ? "next" : "previous"}_day(CAST(${localOf(value, call)} AS DATE), ${day.sql}) AS DATE)`,
      date,
      [value, day],
    );
  });

/** Whole months exactly when both are the same day of the month, or both the last. https://docs.snowflake.com/en/sql-reference/functions/months_between */
const monthsBetween: Rule = special((call) => {
  checkCount(call, parameters("any any"));
  const [a, b] = [moment(call, 0), moment(call, 1)];
  return derive(`CAST(sf_months_between(${localOf(a, call)}, ${localOf(b, call)}) AS DECIMAL(38,6))`, number(38, 6), [
    a,
    b,
  ]);
});

/** The last day of a month stays a last day. https://docs.snowflake.com/en/sql-reference/functions/add_months */
const addMonths: Rule = special((call) => {
  checkCount(call, parameters("any any"));
  const value = moment(call, 0);
  const months = argument(bindExpression(call.args[1]!, call.scope), "int", call);
  const moved = `sf_add_months(${localOf(value, call)}, CAST(${months.sql} AS INTEGER))`;
  return derive(backTo(moved, value, value.type, call), value.type, [value, months]);
});

/** https://docs.snowflake.com/en/sql-reference/functions/time_slice: slices are counted from 1970-01-01. */
const timeSlice: Rule = special((call) => {
  checkCount(call, parameters("any any any any?"));
  const value = moment(call, 0);
  const size = argument(bindExpression(call.args[1]!, call.scope), "int", call).constant;
  const part = partOf(call.args[2]!, call);
  const end =
    call.args[3] !== undefined && String(bindExpression(call.args[3], call.scope).constant).toUpperCase() === "END";
  const step = steps[part];
  if (step === undefined || typeof size !== "number" || size < 1)
    throw compilationError("001035", "42601", "TIME_SLICE takes a positive constant and a part", call.span);
  const [open, factor] = step;
  const local = localOf(value, call);
  const units = size * factor;
  // Weeks start on Monday: 1969-12-29 is the one around the epoch.
  const origin = part.startsWith("week") ? "TIMESTAMP '1969-12-29'" : "TIMESTAMP '1970-01-01'";
  const width =
    open === "to_months"
      ? `to_months(${units})`
      : open === "to_days"
        ? `to_days(${units})`
        : `to_microseconds(${units})`;
  const begin = `time_bucket(${width}, ${local}, ${origin})`;
  return derive(backTo(end ? `(${begin} + ${width})` : begin, value, value.type, call), value.type, [value]);
});

const convertTimezone: Rule = special((call) => {
  checkCount(call, parameters("any any any?"));
  const { compilation } = call.scope;
  const bounds = call.args.map((node) => bindExpression(node, call.scope));
  const zoneAt = (at: number) => argument(bounds[at]!, "text", call);
  if (bounds.length === 3) {
    const value = coerce(argument(bounds[2]!, "moment", call), timestampNtz(), compilation);
    const sql = `timezone(${zoneAt(1).sql}, timezone(${zoneAt(0).sql}, ${value.sql}))`;
    return derive(sql, timestampNtz(), [zoneAt(0), zoneAt(1), value]);
  }
  const value = argument(bounds[1]!, "moment", call);
  const instant = coerce(value, timestampLtz(), compilation);
  return derive(`sf_tz_from_ltz(${instant.sql}, ${zoneAt(0).sql})`, timestampTz(), [zoneAt(0), instant]);
});

const dateFromParts = scalar(
  "int int int",
  date,
  ([y, m, d]) =>
    `CAST(make_date(CAST(${y} AS INTEGER), 1, 1) + to_months(CAST(${m} - 1 AS INTEGER)) + to_days(CAST(${d} - 1 AS INTEGER)) AS DATE)`,
);
const timeFromParts = scalar(
  "int int int int?",
  time(),
  ([h, m, s, n]) =>
    `CAST(TIMESTAMP '1970-01-01' + to_microseconds(((${h} * 60 + ${m}) * 60 + ${s}) * 1000000 + ${n ?? "0"} // 1000) AS TIME)`,
);
const stampText = ([y, mo, d, h, mi, s, n]: readonly string[]) =>
  `(CAST(make_date(CAST(${y} AS INTEGER), 1, 1) AS TIMESTAMP) + to_months(CAST(${mo} - 1 AS INTEGER)) + to_days(CAST(${d} - 1 AS INTEGER)) + to_microseconds(((${h} * 60 + ${mi}) * 60 + ${s}) * 1000000 + ${n ?? "0"} // 1000))`;

const timestampFromParts: Rule = special((call) => {
  if (call.args.length === 2) {
    const [day, clock] = bindArguments(call, parameters("date time"));
    return derive(`(${day!.sql} + ${clock!.sql})`, timestampNtz(), [day!, clock!]);
  }
  const args = bindArguments(call, parameters("int int int int int int int?"));
  return derive(stampText(args.map((each) => each.sql)), timestampNtz(), args);
});
const ltzFromParts: Rule = special((call) =>
  coerce(timestampFromParts.bind(call), timestampLtz(), call.scope.compilation),
);
const tzFromParts: Rule = special((call) => {
  const last = call.args[7];
  const local = timestampFromParts.bind({ ...call, args: call.args.slice(0, 7) });
  if (last === undefined) return coerce(local, timestampTz(), call.scope.compilation);
  const zone = argument(bindExpression(last, call.scope), "text", call);
  return derive(`sf_tz_from_ntz(${local.sql}, ${zone.sql})`, timestampTz(), [local, zone]);
});

const named = (kind: "day" | "month"): Rule =>
  special((call) => {
    checkCount(call, parameters("any"));
    const value = moment(call, 0);
    const local = localOf(value, call);
    return derive(`substr(${kind}name(${local}), 1, 3)`, varchar(3), [value]);
  });

export const dateTimes: Readonly<Record<string, Rule>> = {
  DATE_PART: datePartRule,
  DATE_TRUNC: dateTrunc,
  DATEADD: dateAdd,
  TIMEADD: dateAdd,
  TIMESTAMPADD: dateAdd,
  DATEDIFF: dateDiff,
  TIMEDIFF: dateDiff,
  TIMESTAMPDIFF: dateDiff,
  LAST_DAY: lastDay,
  NEXT_DAY: weekdayStep(true),
  PREVIOUS_DAY: weekdayStep(false),
  MONTHS_BETWEEN: monthsBetween,
  ADD_MONTHS: addMonths,
  TIME_SLICE: timeSlice,
  CONVERT_TIMEZONE: convertTimezone,
  DATE_FROM_PARTS: dateFromParts,
  DATEFROMPARTS: dateFromParts,
  TIME_FROM_PARTS: timeFromParts,
  TIMEFROMPARTS: timeFromParts,
  TIMESTAMP_FROM_PARTS: timestampFromParts,
  TIMESTAMPFROMPARTS: timestampFromParts,
  TIMESTAMP_NTZ_FROM_PARTS: timestampFromParts,
  TIMESTAMPNTZFROMPARTS: timestampFromParts,
  TIMESTAMP_LTZ_FROM_PARTS: ltzFromParts,
  TIMESTAMPLTZFROMPARTS: ltzFromParts,
  TIMESTAMP_TZ_FROM_PARTS: tzFromParts,
  TIMESTAMPTZFROMPARTS: tzFromParts,
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
