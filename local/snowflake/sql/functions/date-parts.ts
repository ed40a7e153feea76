/** Names of the parts of dates and times. https://docs.snowflake.com/en/sql-reference/functions-date-time#supported-date-and-time-parts */

const names: Readonly<Record<string, readonly string[]>> = {
  year: ["year", "y", "yy", "yyy", "yyyy", "yr", "years", "yrs"],
  quarter: ["quarter", "q", "qtr", "qtrs", "quarters"],
  month: ["month", "mm", "mon", "mons", "months"],
  week: ["week", "w", "wk", "weekofyear", "woy", "wy", "weeks"],
  weekiso: ["week_iso", "weekiso", "weekofyeariso", "weekofyear_iso"],
  day: ["day", "d", "dd", "days", "dayofmonth"],
  dayofweek: ["dayofweek", "weekday", "dow", "dw"],
  dayofweekiso: ["dayofweekiso", "weekday_iso", "dow_iso", "dw_iso", "dayofweek_iso"],
  dayofyear: ["dayofyear", "yearday", "doy", "dy"],
  yearofweek: ["yearofweek"],
  yearofweekiso: ["yearofweekiso"],
  hour: ["hour", "h", "hh", "hr", "hours", "hrs"],
  minute: ["minute", "m", "mi", "min", "minutes", "mins"],
  second: ["second", "s", "sec", "seconds", "secs"],
  millisecond: ["millisecond", "ms", "msec", "milliseconds"],
  microsecond: ["microsecond", "us", "usec", "microseconds"],
  nanosecond: ["nanosecond", "ns", "nsec", "nanosec", "nsecond", "nanoseconds", "nanosecs", "nseconds"],
  epoch_second: ["epoch_second", "epoch", "epoch_seconds"],
  epoch_millisecond: ["epoch_millisecond", "epoch_milliseconds"],
  epoch_microsecond: ["epoch_microsecond", "epoch_microseconds"],
  epoch_nanosecond: ["epoch_nanosecond", "epoch_nanoseconds"],
  timezone_hour: ["timezone_hour", "tzh"],
  timezone_minute: ["timezone_minute", "tzm"],
};

const byName = new Map(Object.entries(names).flatMap(([part, all]) => all.map((name) => [name, part] as const)));

/** The part that a name means, or undefined. */
export const datePart = (name: string): string | undefined => byName.get(name.toLowerCase());
