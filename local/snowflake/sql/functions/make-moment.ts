/** Dates and times made of their parts, and moved between zones. https://docs.snowflake.com/en/sql-reference/functions-date-time#construction */
import { derive } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { bindExpression } from "../binder/expressions.ts";
import { date, time, timestampLtz, timestampNtz, timestampTz } from "../types.ts";
import { argument, bindArguments, checkCount, parameters, type Rule, scalar, special } from "./rule.ts";

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

export const madeMoments: Readonly<Record<string, Rule>> = {
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
};
