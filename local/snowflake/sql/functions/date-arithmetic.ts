/** Moving dates and times, and the distance between them. https://docs.snowflake.com/en/sql-reference/functions-date-time */
import { type Bound, compilationError, derive } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { bindExpression } from "../binder/expressions.ts";
import { date, integer, number, timestampNtz } from "../types.ts";
import { localOf, moment } from "./moment.ts";
import { argument, asNumber, badTypes, type Call, checkCount, parameters, type Rule, special } from "./rule.ts";
import { backTo, partOf, truncateLocal, weekStart } from "./truncate-date.ts";

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

/** First day of the week that has the epoch, a Thursday. */
function weekAroundEpoch(part: string, call: Call): string {
  const start = part === "weekiso" ? 1 : weekStart(call);
  const day = new Date(Date.UTC(1970, 0, 1 - ((4 - start + 7) % 7)));
  return `TIMESTAMP '${day.toISOString().slice(0, 10)}'`;
}

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
  const origin = part.startsWith("week") ? weekAroundEpoch(part, call) : "TIMESTAMP '1970-01-01'";
  const width =
    open === "to_months"
      ? `to_months(${units})`
      : open === "to_days"
        ? `to_days(${units})`
        : `to_microseconds(${units})`;
  const begin = `time_bucket(${width}, ${local}, ${origin})`;
  return derive(backTo(end ? `(${begin} + ${width})` : begin, value, value.type, call), value.type, [value]);
});

export const dateArithmetic: Readonly<Record<string, Rule>> = {
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
};
