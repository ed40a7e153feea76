/** Run-time helpers of dates and times. */
import { fault, type Helper, helper } from "../scalar-function.ts";
import { fieldsOf, microsecondsOf } from "./civil.ts";
import { formatFields } from "./format.ts";
import { parseMoment, type Reading } from "./parse.ts";

const failures: Readonly<Record<Reading, (text: string) => Error>> = {
  date: (text) => fault("100040", "22007", `Date '${text}' is not recognized`),
  time: (text) => fault("100108", "22007", `Time '${text}' is not recognized`),
  timestamp: (text) => fault("100035", "22007", `Timestamp '${text}' is not recognized`),
};

function read(text: string, format: string, reading: Reading): bigint | undefined {
  const parsed = parseMoment(text, format, reading);
  if (parsed === undefined) return undefined;
  return microsecondsOf(
    reading === "date" ? { ...parsed.fields, hour: 0, minute: 0, second: 0, nano: 0 } : parsed.fields,
  );
}

const readings: readonly Reading[] = ["date", "time", "timestamp"];

export const timeHelpers: readonly Helper[] = [
  ...readings.flatMap((reading) => [
    helper(`sf_parse_${reading}`, "text text", "bigint", (text: string, format: string) => {
      const value = read(text, format, reading);
      if (value === undefined) {
        if (format.toUpperCase() === "AUTO") throw failures[reading](text);
        throw fault("100096", "22007", `Can't parse '${text}' as ${reading} with format '${format}'`);
      }
      return value;
    }),
    helper(`sf_try_${reading}`, "text text", "bigint", (text: string, format: string) => read(text, format, reading)),
  ]),
  helper("sf_parse_offset", "text text", "bigint", (text: string, format: string) => {
    const offset = parseMoment(text, format, "timestamp")?.offset;
    return offset === undefined ? null : BigInt(offset);
  }),
  /** Microseconds of UTC where the text has an offset. */
  helper("sf_parse_utc", "text text", "bigint", (text: string, format: string) => {
    const parsed = parseMoment(text, format, "timestamp");
    return parsed?.offset === undefined ? null : microsecondsOf(parsed.fields) - BigInt(parsed.offset) * 60_000_000n;
  }),
  helper("sf_format_time", "bigint bigint text", "text", (microseconds: bigint, offset: bigint, format: string) =>
    formatFields(fieldsOf(microseconds), Number(offset), format),
  ),
];
