/** Dates and times as texts: ISO 8601 by default, or a pattern of strptime. Each gives a text that sorts as time does, or nothing. */

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]!) return false;
  return month !== 2 || day < 29 || isLeap(year);
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

export function readDate(text: string): string | undefined {
  const match = DATE.exec(text);
  return match && isCalendarDay(Number(match[1]), Number(match[2]), Number(match[3])) ? text : undefined;
}

export const readTime = (text: string): string | undefined => (TIME.test(text) ? text : undefined);

/** XML Schema's dateTime, as Table Schema says; with an offset, the moment in UTC is what sorts. */
export function readDatetime(text: string): string | undefined {
  const date = text.slice(0, 10);
  const match = text[10] === "T" && readDate(date) ? TIME.exec(text.slice(11)) : undefined;
  if (!match) return undefined;
  const [, hours, minutes, seconds, fraction = "", zone = "Z"] = match;
  if (zone === "Z" || seconds === "60") return `${date}T${hours}:${minutes}:${seconds}${fraction}`;
  const moment = new Date(`${date}T${hours}:${minutes}:${seconds}${zone}`);
  return Number.isNaN(moment.getTime()) ? undefined : `${moment.toISOString().slice(0, 19)}${fraction}`;
}

type Part = "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction" | "half" | "skip";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December";

/** Directives as Python's strptime has them: https://docs.python.org/3/library/datetime.html#format-codes */
const DIRECTIVES: Readonly<Record<string, readonly [pattern: string, part: Part]>> = {
  Y: ["\\d{4}", "year"],
  y: ["\\d{2}", "year"],
  m: ["\\d{1,2}", "month"],
  B: [MONTH_NAMES, "month"],
  b: ["[A-Za-z]{3}", "month"],
  d: ["\\d{1,2}", "day"],
  e: [" ?\\d{1,2}", "day"],
  H: ["\\d{1,2}", "hour"],
  I: ["\\d{1,2}", "hour"],
  M: ["\\d{1,2}", "minute"],
  S: ["\\d{1,2}", "second"],
  f: ["\\d{1,6}", "fraction"],
  p: ["[AaPp][Mm]", "half"],
  z: ["Z|[+-]\\d{2}:?\\d{2}", "skip"],
  Z: ["[A-Za-z]{1,5}", "skip"],
  A: ["[A-Za-z]+", "skip"],
  a: ["[A-Za-z]{3}", "skip"],
};

/** A reader for a strptime pattern; `undefined` when it has a directive that is not supported. */
export function strptimeReader(format: string): ((text: string) => string | undefined) | undefined {
  const parts: Part[] = [];
  let isKnown = true;
  const source = format.replace(/%(.)|([^%])/gsu, (_, directive: string | undefined, literal: string | undefined) => {
    if (literal !== undefined) return literal.replace(/[.*+?^${}()|[\]\\/-]/, "\\$&");
    if (directive === "%") return "%";
    const known = DIRECTIVES[directive!];
    if (!known) isKnown = false;
    else parts.push(known[1]);
    return `(${known?.[0]})`;
  });
  if (!isKnown) return undefined;
  const pattern = new RegExp(`^${source}$`);
  return (text) => {
    const match = pattern.exec(text);
    return match ? sortable(parts, match.slice(1)) : undefined;
  };
}

function sortable(parts: readonly Part[], texts: readonly string[]): string | undefined {
  const value = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  let fraction = "";
  let half: string | undefined;
  for (const [index, part] of parts.entries()) {
    const text = texts[index]!.trim();
    if (part === "half") half = text.toLowerCase();
    else if (part === "fraction") fraction = `.${text}`;
    else if (part === "month" && /^[A-Za-z]/.test(text))
      value.month = MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1;
    else if (part === "year" && text.length === 2)
      value.year = Number(text) + (Number(text) < 69 ? 2000 : 1900); // POSIX
    else if (part !== "skip") value[part] = Number(text);
  }
  if (half !== undefined) {
    if (value.hour < 1 || value.hour > 12) return undefined;
    value.hour = (value.hour % 12) + (half === "pm" ? 12 : 0);
  }
  if (!isCalendarDay(value.year, value.month, value.day)) return undefined;
  if (value.hour > 23 || value.minute > 59 || value.second > 60) return undefined;
  const [month, day, hour, minute, second] = [value.month, value.day, value.hour, value.minute, value.second].map((n) =>
    String(n).padStart(2, "0"),
  );
  return `${String(value.year).padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}${fraction}`;
}
