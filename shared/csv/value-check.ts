/** Judges one value of a field as Table Schema says. It is the law; `fast-columns.ts` only knows a part of what it accepts. */
import type { csvCodes } from "../codes/csv.ts";
import { ConfigError } from "../errors.ts";
import { type Field, type FieldConstraints, wholePattern } from "./schema.ts";
import { readDate, readDatetime, readTime, strptimeReader } from "./times.ts";

export interface ValueProblem {
  code: keyof typeof csvCodes;
  expected: string;
}

/** `undefined` when the value is allowed. */
export type ValueCheck = (text: string) => ValueProblem | undefined;

/** What a text means, in a form that compares; `undefined` when it is not of the type. */
type ValueReader = (text: string) => Comparable | undefined;
type Comparable = number | bigint | string;

/** Throws `ConfigError` for a format or a limit that cannot be read. */
export function createValueCheck(field: Field): ValueCheck {
  const { constraints } = field;
  const missing = new Set(field.missingValues);
  const { read, problem } = readerFor(field);
  const checks = [...limitChecks(field, read), ...textChecks(constraints)];
  return (text) => {
    if (missing.has(text)) return constraints.required ? { code: "CSV_REQUIRED", expected: "a value" } : undefined;
    const value = read(text);
    if (value === undefined) return problem;
    for (const check of checks) {
      const found = check(text, value);
      if (found) return found;
    }
    return undefined;
  };
}

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const NOT_FINITE = new Map([
  ["NaN", Number.NaN],
  ["INF", Number.POSITIVE_INFINITY],
  ["-INF", Number.NEGATIVE_INFINITY],
]);
const DURATION = /^-?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;
/** Each character has one place in the pattern, so that its time is linear in the length. */
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const asText =
  (isAllowed: (text: string) => boolean): ValueReader =>
  (text) =>
    isAllowed(text) ? text : undefined;

export function readInteger(text: string): Comparable | undefined {
  if (!INTEGER.test(text)) return undefined;
  return text.length <= 15 ? Number(text) : BigInt(text.startsWith("+") ? text.slice(1) : text);
}

function numberReader({ groupChar, decimalChar }: Field): ValueReader {
  return (text) => {
    let plain = groupChar ? text.replaceAll(groupChar, "") : text;
    if (decimalChar !== ".") plain = plain.includes(".") ? "" : plain.replace(decimalChar, ".");
    return NUMBER.test(plain) ? Number(plain) : NOT_FINITE.get(plain);
  };
}

function integerReader({ groupChar }: Field): ValueReader {
  return groupChar ? (text) => readInteger(text.replaceAll(groupChar, "")) : readInteger;
}

function timeReader({ name, format }: Field, iso: ValueReader): ValueReader {
  if (format === undefined) return iso;
  // `any` leaves the form to the implementation: ISO 8601, and what JavaScript's Date reads.
  if (format === "any") return (text) => iso(text) ?? (Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text));
  const reader = strptimeReader(format);
  if (!reader)
    throw new ConfigError(`field ${name}: the format ${JSON.stringify(format)} has a directive that is not supported`);
  return reader;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the caller says so
  }
}
const isJsonObject = (text: string) => {
  const value = readJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value);
};

function isGeopoint(text: string, format: string | undefined): boolean {
  const json = format ? readJson(text) : undefined;
  const parts =
    format === "array"
      ? json
      : format === "object"
        ? [(json as { lon?: unknown })?.lon, (json as { lat?: unknown })?.lat]
        : text.split(",");
  if (!Array.isArray(parts) || parts.length !== 2) return false;
  const [longitude, latitude] = parts.map((part) =>
    typeof part === "string" && !NUMBER.test(part.trim()) ? Number.NaN : Number(part),
  );
  return Math.abs(longitude!) <= 180 && Math.abs(latitude!) <= 90;
}

function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text);
}

function readerFor(field: Field): { read: ValueReader; problem: ValueProblem } {
  const { type, format } = field;
  switch (type) {
    case "integer":
      return { read: integerReader(field), problem: { code: "CSV_NOT_INTEGER", expected: "an integer" } };
    case "number":
      return { read: numberReader(field), problem: { code: "CSV_NOT_NUMBER", expected: "a number" } };
    case "boolean": {
      const words = [...field.trueValues, ...field.falseValues];
      return {
        read: asText((text) => words.includes(text)),
        problem: { code: "CSV_NOT_BOOLEAN", expected: `one of ${words.join(", ")}` },
      };
    }
    case "date":
      return { read: timeReader(field, readDate), problem: { code: "CSV_NOT_DATE", expected: format ?? "YYYY-MM-DD" } };
    case "datetime":
      return {
        read: timeReader(field, readDatetime),
        problem: { code: "CSV_NOT_DATETIME", expected: format ?? "YYYY-MM-DDThh:mm:ssZ" },
      };
    case "time":
      return { read: timeReader(field, readTime), problem: { code: "CSV_NOT_TIME", expected: format ?? "hh:mm:ss" } };
    case "year":
      return {
        read: (text) => (/^-?\d{4}$/.test(text) ? Number(text) : undefined),
        problem: { code: "CSV_NOT_YEAR", expected: "YYYY" },
      };
    case "yearmonth":
      return {
        read: asText((text) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text)),
        problem: { code: "CSV_NOT_YEARMONTH", expected: "YYYY-MM" },
      };
    case "duration":
      return {
        read: asText((text) => DURATION.test(text)),
        problem: { code: "CSV_NOT_DURATION", expected: "an ISO 8601 duration, as P1DT2H" },
      };
    case "object":
      return { read: asText(isJsonObject), problem: { code: "CSV_NOT_JSON", expected: "a JSON object" } };
    case "array":
      return {
        read: asText((text) => Array.isArray(readJson(text))),
        problem: { code: "CSV_NOT_JSON", expected: "a JSON array" },
      };
    case "list":
      return listReader(field);
    case "geopoint":
      return {
        read: asText((text) => isGeopoint(text, format)),
        problem: { code: "CSV_NOT_GEOPOINT", expected: "longitude, latitude" },
      };
    default:
      return textReader(format);
  }
}

function listReader(field: Field): { read: ValueReader; problem: ValueProblem } {
  const { itemType = "string", listDelimiter } = field;
  const { format: _, ...item } = field;
  const { read } = readerFor({ ...item, type: itemType });
  const problem: ValueProblem = {
    code: "CSV_NOT_LIST",
    expected: `items of ${itemType} between ${JSON.stringify(listDelimiter)}`,
  };
  return { read: asText((text) => text.split(listDelimiter).every((part) => read(part) !== undefined)), problem };
}

function textReader(format: string | undefined): { read: ValueReader; problem: ValueProblem } {
  const tests: Readonly<Record<string, (text: string) => boolean>> = {
    email: (text) => EMAIL.test(text),
    uuid: (text) => UUID.test(text),
    binary: (text) => BASE64.test(text),
    uri: isUri,
  };
  const test = format === undefined ? undefined : tests[format];
  return { read: test ? asText(test) : (text) => text, problem: { code: "CSV_FORMAT", expected: format ?? "text" } };
}

type Check = (text: string, value: Comparable) => ValueProblem | undefined;

const LIMITS = [
  ["minimum", "CSV_BELOW_MINIMUM", "at least", (value: Comparable, limit: Comparable) => value >= limit],
  ["exclusiveMinimum", "CSV_BELOW_MINIMUM", "more than", (value: Comparable, limit: Comparable) => value > limit],
  ["maximum", "CSV_ABOVE_MAXIMUM", "at most", (value: Comparable, limit: Comparable) => value <= limit],
  ["exclusiveMaximum", "CSV_ABOVE_MAXIMUM", "less than", (value: Comparable, limit: Comparable) => value < limit],
] as const;

function limitChecks(field: Field, read: ValueReader): Check[] {
  return LIMITS.flatMap(([key, code, words, isWithin]) => {
    const given = field.constraints[key];
    if (given === undefined) return [];
    const limit = read(String(given));
    if (limit === undefined)
      throw new ConfigError(`field ${field.name}: ${key} ${JSON.stringify(given)} is not of the field's type`);
    const problem: ValueProblem = { code, expected: `${words} ${given}` };
    return [(_: string, value: Comparable) => (isWithin(value, limit) ? undefined : problem)];
  });
}

function textChecks({ minLength, maxLength, pattern, enum: allowed }: FieldConstraints): Check[] {
  const checks: Check[] = [];
  // Lengths are in characters: only a text with surrogates has fewer than UTF-16 units.
  const lengthOf = (text: string) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
  if (minLength !== undefined)
    checks.push((text) =>
      lengthOf(text) < minLength ? { code: "CSV_TOO_SHORT", expected: `at least ${minLength} characters` } : undefined,
    );
  if (maxLength !== undefined)
    checks.push((text) =>
      text.length > maxLength && lengthOf(text) > maxLength
        ? { code: "CSV_TOO_LONG", expected: `at most ${maxLength} characters` }
        : undefined,
    );
  if (pattern !== undefined) {
    const expression = wholePattern(pattern);
    checks.push((text) => (expression.test(text) ? undefined : { code: "CSV_PATTERN", expected: pattern }));
  }
  if (allowed !== undefined) {
    const texts = new Set(allowed.map(String));
    checks.push((text) =>
      texts.has(text)
        ? undefined
        : { code: "CSV_NOT_IN_ENUM", expected: `one of ${[...texts].slice(0, 20).join(", ")}` },
    );
  }
  return checks;
}
