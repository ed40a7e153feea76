/** What INFER_SCHEMA says of a column, and how the columns of several files and records become one list. */

/** How INFER_SCHEMA writes types. Digits before and after the point are kept apart until the end: `NUMBER(p, s)` must hold all values. */
export type InferredType =
  | { kind: "number"; integerDigits: number; scale: number }
  | { kind: "BOOLEAN" | "DATE" | "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "REAL" }
  | { kind: "TEXT" | "BINARY" | "VARIANT" | "OBJECT" | "ARRAY" };

export interface InferredColumn {
  name: string;
  /** Undefined: only nulls were seen. */
  type: InferredType | undefined;
  nullable: boolean;
  /** `$1:name` or `$2`, without the cast. */
  path: string;
  files: string[];
}

const maximumPrecision = 38;

export function typeText(type: InferredType | undefined): string {
  if (type === undefined) return "TEXT";
  if (type.kind !== "number") return type.kind;
  const precision = Math.min(Math.max(type.integerDigits + type.scale, 1), maximumPrecision);
  return `NUMBER(${precision}, ${Math.min(type.scale, precision)})`;
}

/** The narrowest type that takes values of both. */
export function commonType(left: InferredType | undefined, right: InferredType | undefined): InferredType | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.kind === "number" && right.kind === "number") {
    const integerDigits = Math.max(left.integerDigits, right.integerDigits);
    const scale = Math.max(left.scale, right.scale);
    return integerDigits + scale > maximumPrecision ? { kind: "REAL" } : { kind: "number", integerDigits, scale };
  }
  if (left.kind === right.kind) return left;
  const kinds = [left.kind, right.kind];
  if (kinds.includes("REAL") && kinds.includes("number")) return { kind: "REAL" };
  if (kinds.includes("DATE") && kinds.includes("TIMESTAMP_NTZ")) return { kind: "TIMESTAMP_NTZ" };
  return { kind: kinds.some((kind) => ["VARIANT", "OBJECT", "ARRAY"].includes(kind)) ? "VARIANT" : "TEXT" };
}

/** Adds a file's columns to those known, by name; a column that a file lacks is nullable. */
export function addColumns(
  known: Map<string, InferredColumn>,
  added: readonly InferredColumn[],
  isFirst: boolean,
): void {
  const names = new Set(added.map(({ name }) => name));
  for (const column of known.values()) if (!names.has(column.name)) column.nullable = true;
  for (const column of added) {
    const before = known.get(column.name);
    if (before === undefined) {
      known.set(column.name, { ...column, nullable: column.nullable || !isFirst });
      continue;
    }
    before.type = commonType(before.type, column.type);
    before.nullable ||= column.nullable;
    before.files.push(...column.files);
  }
}

const isDate = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/.test(text);
const isTimestamp = (text: string) => {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[ T](.+?)Z?$/.exec(text) ?? [];
  return day !== undefined && isDate(day) && isTime(time ?? "");
};

/** The type that a text would be read as. `canBeNumber` is false for strings of JSON: those in quotes are no numbers. */
export function typeOfText(text: string, canBeNumber: boolean): InferredType {
  if (canBeNumber) {
    const number = typeOfNumber(text);
    if (number !== undefined) return number;
    if (/^(true|false)$/i.test(text)) return { kind: "BOOLEAN" };
  }
  if (isDate(text)) return { kind: "DATE" };
  if (isTime(text)) return { kind: "TIME" };
  return { kind: isTimestamp(text) ? "TIMESTAMP_NTZ" : "TEXT" };
}

/** Undefined for what is no number. */
export function typeOfNumber(text: string): InferredType | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+$/.test(text)) return { kind: "REAL" };
  const [, integer, fraction = ""] = /^[+-]?(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (integer === undefined || integer + fraction === "") return undefined;
  const integerDigits = integer.replace(/^0+/, "").length;
  if (integerDigits + fraction.length > maximumPrecision) return { kind: "REAL" };
  return { kind: "number", integerDigits, scale: fraction.length };
}
