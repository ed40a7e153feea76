/** Snowflake's date and time formats. https://docs.snowflake.com/en/sql-reference/date-time-input-output#about-the-elements-used-in-input-and-output-formats */
import { daysOf, type Fields, isValid } from "./civil.ts";

export interface Parsed {
  fields: Fields;
  /** Minutes east of UTC, when the text says it. */
  offset: number | undefined;
}

const elements = [
  "YYYY",
  "YY",
  "MMMM",
  "MON",
  "MM",
  "DD",
  "DY",
  "HH24",
  "HH12",
  "AM",
  "PM",
  "MI",
  "SS",
  "FF0",
  "FF1",
  "FF2",
  "FF3",
  "FF4",
  "FF5",
  "FF6",
  "FF7",
  "FF8",
  "FF9",
  "FF",
  "TZH:TZM",
  "TZHTZM",
  "TZH",
  "TZM",
  "TZD",
] as const;
type Element = (typeof elements)[number];
type Token = { element: Element } | { literal: string };

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const known = new Map<string, Token[]>();

function tokens(format: string): Token[] {
  const cached = known.get(format);
  if (cached !== undefined) return cached;
  const result: Token[] = [];
  const upper = format.toUpperCase();
  let at = 0;
  while (at < format.length) {
    if (format[at] === '"') {
      const end = format.indexOf('"', at + 1);
      if (end > 0) {
        result.push({ literal: format.slice(at + 1, end) });
        at = end + 1;
        continue;
      }
    }
    const element = elements.find((candidate) => upper.startsWith(candidate, at));
    if (element !== undefined) {
      result.push({ element });
      at += element.length;
    } else {
      result.push({ literal: format[at]! });
      at++;
    }
  }
  if (known.size > 1_000) known.clear();
  known.set(format, result);
  return result;
}

const pad = (value: number, width = 2): string => String(Math.abs(value)).padStart(width, "0");

export function formatFields(fields: Fields, offset: number, format: string): string {
  return tokens(format)
    .map((token) => ("literal" in token ? token.literal : formatElement(token.element, fields, offset)))
    .join("");
}

function formatElement(element: Element, fields: Fields, offset: number): string {
  const nano = pad(fields.nano, 9);
  const sign = offset < 0 ? "-" : "+";
  const hours = pad(Math.floor(Math.abs(offset) / 60));
  const minutes = pad(Math.abs(offset) % 60);
  switch (element) {
    case "YYYY":
      return (fields.year < 0 ? "-" : "") + pad(fields.year, 4);
    case "YY":
      return pad(fields.year % 100);
    case "MMMM":
      return months[fields.month - 1]!;
    case "MON":
      return months[fields.month - 1]!.slice(0, 3);
    case "MM":
      return pad(fields.month);
    case "DD":
      return pad(fields.day);
    case "DY":
      return days[(((daysOf(fields.year, fields.month, fields.day) + 4) % 7) + 7) % 7]!.slice(0, 3);
    case "HH24":
      return pad(fields.hour);
    case "HH12":
      return pad(fields.hour % 12 === 0 ? 12 : fields.hour % 12);
    case "AM":
    case "PM":
      return fields.hour < 12 ? "AM" : "PM";
    case "MI":
      return pad(fields.minute);
    case "SS":
      return pad(fields.second);
    case "FF":
      return nano;
    case "FF0":
      return "";
    case "TZH:TZM":
      return `${sign}${hours}:${minutes}`;
    case "TZHTZM":
      return `${sign}${hours}${minutes}`;
    case "TZH":
      return `${sign}${hours}`;
    case "TZM":
      return minutes;
    case "TZD":
      return `${sign}${hours}${minutes}`;
    default:
      return nano.slice(0, Number(element.slice(2)));
  }
}

/** Undefined when the text does not have the format. */
export function parseWith(text: string, format: string): Parsed | undefined {
  const fields: Fields = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, nano: 0 };
  let offset: number | undefined;
  let afternoon: boolean | undefined;
  let at = 0;
  const list = tokens(format);
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match[0];
  };
  for (const [index, token] of list.entries()) {
    if ("literal" in token) {
      if (token.literal === " ") {
        if (take(/\s+/y) === undefined && list[index + 1] !== undefined) {
          const next = list[index + 1]!;
          if (!("element" in next && next.element.startsWith("TZ"))) return undefined;
        }
        continue;
      }
      // A fraction may be missing together with its point.
      const next = list[index + 1];
      if (
        token.literal === "." &&
        next !== undefined &&
        "element" in next &&
        next.element.startsWith("FF") &&
        text[at] !== "."
      )
        continue;
      if (!text.startsWith(token.literal, at)) return undefined;
      at += token.literal.length;
      continue;
    }
    switch (token.element) {
      case "YYYY": {
        const year = take(/-?\d{4}/y);
        if (year === undefined) return undefined;
        fields.year = Number(year);
        break;
      }
      case "YY": {
        const year = take(/\d{2}/y);
        if (year === undefined) return undefined;
        fields.year = Number(year) + (Number(year) >= 70 ? 1900 : 2000);
        break;
      }
      case "MMMM":
      case "MON": {
        const word = take(/[A-Za-z]+/y)?.toLowerCase();
        const month =
          word === undefined || word.length < 3
            ? -1
            : months.findIndex((name) => [name.toLowerCase(), name.slice(0, 3).toLowerCase()].includes(word));
        if (month < 0) return undefined;
        fields.month = month + 1;
        break;
      }
      case "DY": {
        const word = take(/[A-Za-z]{3}/y)?.toLowerCase();
        if (!days.some((name) => name.slice(0, 3).toLowerCase() === word)) return undefined;
        break;
      }
      case "MM":
      case "DD":
      case "HH24":
      case "HH12":
      case "MI":
      case "SS": {
        const value = take(/\d{1,2}/y);
        if (value === undefined) return undefined;
        const name = ({ MM: "month", DD: "day", HH24: "hour", HH12: "hour", MI: "minute", SS: "second" } as const)[
          token.element
        ];
        fields[name] = Number(value);
        break;
      }
      case "AM":
      case "PM": {
        const word = take(/[AaPp][Mm]/y)?.toLowerCase();
        if (word === undefined) return undefined;
        afternoon = word === "pm";
        break;
      }
      case "TZH:TZM":
      case "TZHTZM":
      case "TZH":
      case "TZM":
      case "TZD": {
        const zone = take(/Z|[+-]\d{1,2}(?::?\d{2})?/y);
        if (zone === undefined) {
          if (at < text.length) return undefined;
          break;
        }
        const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
        offset = match === null ? 0 : (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
        break;
      }
      default: {
        const digits = take(/\d{1,9}/y);
        if (digits !== undefined) fields.nano = Number(digits.padEnd(9, "0"));
      }
    }
  }
  if (text.slice(at).trim() !== "") return undefined;
  if (afternoon !== undefined) {
    if (fields.hour < 1 || fields.hour > 12) return undefined;
    fields.hour = (fields.hour % 12) + (afternoon ? 12 : 0);
  }
  return isValid(fields) ? { fields, offset } : undefined;
}
