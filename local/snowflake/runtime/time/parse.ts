/** Reading dates, times and timestamps, with a format or by finding it out. https://docs.snowflake.com/en/sql-reference/date-time-input-output#supported-formats-for-auto-detection */
import { fieldsOf, isValid } from "./civil.ts";
import { type Parsed, parseWith } from "./format.ts";

const dates = ["YYYY-MM-DD", "DD-MON-YYYY", "MM/DD/YYYY"];
const clocks = ["HH24:MI:SS.FF", "HH24:MI"];
const zones = ["", "TZH:TZM", " TZH:TZM"];

const timestampFormats = [
  ...['YYYY-MM-DD"T"', "YYYY-MM-DD "].flatMap((day) =>
    [...clocks, "HH24"].flatMap((clock) => zones.map((zone) => day + clock + zone)),
  ),
  ...["MM/DD/YYYY ", "DD-MON-YYYY "].flatMap((day) => clocks.map((clock) => day + clock)),
  "DY MON DD HH24:MI:SS TZHTZM YYYY",
  "DY, DD MON YYYY HH24:MI:SS TZHTZM",
  "DY, DD MON YYYY HH24:MI:SS.FF TZHTZM",
  "DY, DD MON YYYY HH12:MI:SS AM TZHTZM",
  "DY, DD MON YYYY HH12:MI:SS AM",
  "DY, DD MON YYYY HH24:MI:SS",
  ...dates,
];
const timeFormats = ["HH24:MI:SS.FF", "HH24:MI", "HH12:MI:SS.FF AM", "HH12:MI AM"];

/** Whole numbers in a string are seconds, milliseconds, microseconds or nanoseconds by their size. */
function epoch(text: string): Parsed | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  const size = value < 0n ? -value : value;
  const microseconds =
    size < 31_536_000_000n
      ? value * 1_000_000n
      : size < 31_536_000_000_000n
        ? value * 1000n
        : size < 31_536_000_000_000_000n
          ? value
          : value / 1000n;
  return { fields: fieldsOf(microseconds), offset: undefined };
}

const first = (text: string, formats: readonly string[]): Parsed | undefined => {
  for (const format of formats) {
    const parsed = parseWith(text, format);
    if (parsed !== undefined) return parsed;
  }
  return undefined;
};

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?: ?(?:(Z)|([+-])(\d\d):?(\d\d)?))?)?$/;

/** What nearly every timestamp looks like, read at once; undefined leaves it to the formats, which give the same. */
export function parseIso(text: string): Parsed | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "", utc, sign, hours, minutes = 0] = match;
  const fields = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    nano: Number(fraction.padEnd(9, "0")),
  };
  const offset =
    sign === undefined
      ? utc === undefined
        ? undefined
        : 0
      : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return isValid(fields) ? { fields, offset } : undefined;
}

/** By the formats of Snowflake's list, in its order. */
export const parseListed = (text: string): Parsed | undefined => first(text, timestampFormats);

export type Reading = "date" | "time" | "timestamp";

/** `format` AUTO finds it out. Undefined when the text is not recognized. */
export function parseMoment(text: string, format: string, reading: Reading): Parsed | undefined {
  const trimmed = text.trim();
  if (format.toUpperCase() !== "AUTO") return parseWith(trimmed, format);
  if (reading === "time") return first(trimmed, timeFormats) ?? epoch(trimmed);
  return parseIso(trimmed) ?? parseListed(trimmed) ?? epoch(trimmed);
}
