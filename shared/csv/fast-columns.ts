/** Tells the scanner what is plainly right in each column. It may know less than `value-check.ts`, never more. */

import { COLUMN_BYTES, MOST_COLUMNS, type Scanner, WORDS_AT, WORDS_MOST } from "./scanner.ts";
import type { Field, FieldConstraints } from "./schema.ts";
import { readDate } from "./times.ts";
import type { ValueCheck } from "./value-check.ts";

const TEXT = 0;
const INTEGER = 1;
const DECIMAL = 2;
const DATE = 3;
const DATETIME = 4;
const WORD = 5;
/** The scanner finds the field and the caller judges it. */
const LISTED = 6;

const MOST_BYTES = 0xff_ff_ff_ff;
const INT64 = { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };

interface FastColumn {
  kind: number;
  minimum?: number | bigint;
  maximum?: number | bigint;
  mostBytes?: number;
  words?: readonly string[];
}

/** Writes the description of all columns; false when there are too many, and every record must be judged one by one. */
export function describeColumns(
  scanner: Scanner,
  columns: readonly { field: Field | undefined; check: ValueCheck }[],
): boolean {
  if (columns.length > MOST_COLUMNS || columns.length === 0) return false;
  const memory = new DataView(scanner.memory.buffer);
  let words = 0;
  for (const [index, { field, check }] of columns.entries()) {
    let column = field ? fastColumn(field) : { kind: TEXT };
    if (column.words && words + column.words.length > WORDS_MOST) column = { kind: LISTED };
    const at = index * COLUMN_BYTES;
    memory.setUint8(at, column.kind);
    memory.setUint8(at + 1, check("") === undefined ? 1 : 0);
    memory.setUint16(at + 2, field ? doubtfulBytes(field) : 0, true);
    memory.setUint32(at + 4, column.mostBytes ?? MOST_BYTES, true);
    if (column.kind === DECIMAL) {
      memory.setFloat64(at + 8, Number(column.minimum ?? Number.NEGATIVE_INFINITY), true);
      memory.setFloat64(at + 16, Number(column.maximum ?? Number.POSITIVE_INFINITY), true);
    } else {
      memory.setBigInt64(at + 8, BigInt(column.minimum ?? INT64.minimum), true);
      memory.setBigInt64(at + 16, BigInt(column.maximum ?? INT64.maximum), true);
    }
    memory.setUint32(at + 24, column.words?.length ?? 0, true);
    memory.setUint32(at + 28, WORDS_AT + words * 8, true);
    for (const word of column.words ?? []) {
      const place = Buffer.from(scanner.memory.buffer, WORDS_AT + words * 8, 8);
      place.fill(0);
      place.write(word, "latin1");
      words += 1;
    }
  }
  scanner.columns.value = columns.length;
  return true;
}

/** Up to this length a field may be a text for "missing" where a value is required, or too short in characters. */
function doubtfulBytes({ missingValues, constraints: { required, minLength = 0 } }: Field): number {
  const longest = required ? Math.max(0, ...missingValues.map((text) => Buffer.byteLength(text))) : 0;
  return Math.min(0xff_ff, Math.max(longest, (minLength - 1) * 4));
}

function fastColumn(field: Field): FastColumn {
  const { type, format, constraints, groupChar, decimalChar } = field;
  if (constraints.pattern !== undefined) return { kind: LISTED };
  if (constraints.enum !== undefined)
    return type === "string" && !hasLimits(constraints) ? wordColumn(constraints.enum.map(String)) : { kind: LISTED };
  if (constraints.exclusiveMinimum !== undefined || constraints.exclusiveMaximum !== undefined || format !== undefined)
    return { kind: LISTED };
  if (type === "string" || type === "any") {
    if (hasLimits(constraints)) return { kind: LISTED };
    return { kind: TEXT, ...(constraints.maxLength !== undefined && { mostBytes: constraints.maxLength }) };
  }
  if (
    constraints.minLength !== undefined ||
    constraints.maxLength !== undefined ||
    groupChar !== undefined ||
    decimalChar !== "."
  )
    return { kind: LISTED };
  switch (type) {
    case "integer":
      return numberColumn(INTEGER, constraints, Number.isSafeInteger);
    case "number":
      return numberColumn(DECIMAL, constraints, Number.isFinite);
    case "year": {
      const { kind, minimum = 1000, maximum = 9999 } = numberColumn(INTEGER, constraints, Number.isSafeInteger);
      // Four bytes and at least 1000: four digits, and no sign.
      return { kind, minimum: Math.max(1000, Number(minimum)), maximum: Math.min(9999, Number(maximum)), mostBytes: 4 };
    }
    case "boolean":
      return hasLimits(constraints) ? { kind: LISTED } : wordColumn([...field.trueValues, ...field.falseValues]);
    case "date":
      return dateColumn(constraints);
    case "datetime":
      return hasLimits(constraints) ? { kind: LISTED } : { kind: DATETIME };
    default:
      return { kind: LISTED };
  }
}

const hasLimits = ({ minimum, maximum }: FieldConstraints) => minimum !== undefined || maximum !== undefined;

function numberColumn(
  kind: number,
  { minimum, maximum }: FieldConstraints,
  isExact: (value: number) => boolean,
): FastColumn {
  const limits = {
    ...(minimum !== undefined && { minimum: Number(minimum) }),
    ...(maximum !== undefined && { maximum: Number(maximum) }),
  };
  return Object.values(limits).every(isExact) ? { kind, ...limits } : { kind: LISTED };
}

function dateColumn({ minimum, maximum }: FieldConstraints): FastColumn {
  const limits = {
    ...(minimum !== undefined && { minimum: dayNumber(minimum) }),
    ...(maximum !== undefined && { maximum: dayNumber(maximum) }),
  };
  return Object.values(limits).some(Number.isNaN) ? { kind: LISTED } : { kind: DATE, ...limits };
}
const dayNumber = (date: string | number) =>
  readDate(String(date)) ? Number(String(date).replaceAll("-", "")) : Number.NaN;

function wordColumn(words: readonly string[]): FastColumn {
  const isShort = words.every((word) => /^[!-~][ -~]{0,7}$/.test(word) && !/^[=+\-@]/.test(word));
  return isShort ? { kind: WORD, words } : { kind: LISTED };
}
