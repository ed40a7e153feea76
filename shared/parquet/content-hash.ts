/** A hash of a table's rows whatever their order and format: how a CSV member and its Parquet twin are held against each other. */
import { hash } from "node:crypto";
import type { Field } from "../csv/schema.ts";
import { readDate, readDatetime, strptimeReader } from "../csv/times.ts";

export interface ContentHash {
  /** Values in the order of the fields: texts of a CSV record, or what a Parquet reader gives. */
  add(values: readonly unknown[]): void;
  rows(): number;
  /** Hex. The sum of the rows' hashes modulo 2^128: a row that comes twice counts twice. */
  digest(): string;
}

const MODULUS = 1n << 128n;
const MISSING = "\u0000";

/** `fields` are those of the contract, in its order. */
export function createContentHash(fields: readonly Field[]): ContentHash {
  const canonical = fields.map(canonicalForm);
  let sum = 0n;
  let rows = 0;
  return {
    add(values) {
      const row = canonical.map((form, index) => form(values[index])).join("\u0001");
      sum = (sum + BigInt(`0x${hash("sha256", row).slice(0, 32)}`)) % MODULUS;
      rows += 1;
    },
    rows: () => rows,
    digest: () => sum.toString(16).padStart(32, "0"),
  };
}

/** One text for each meaning: `4.0` and 4 are one number, a date is one whether it came as text or as days since 1970. */
function canonicalForm({
  type,
  format,
  missingValues,
  trueValues,
  falseValues,
  decimalChar,
  groupChar,
}: Field): (value: unknown) => string {
  const missing = new Set(missingValues);
  const timeOf = format === undefined || format === "any" ? undefined : strptimeReader(format);
  const plainNumber = (text: string) => {
    const joined = groupChar ? text.replaceAll(groupChar, "") : text;
    return decimalChar === "." ? joined : joined.replace(decimalChar, ".");
  };
  const ofText: Partial<Record<Field["type"], (text: string) => string | undefined>> = {
    integer: (text) =>
      /^[+-]?\d+$/.test(plainNumber(text)) ? BigInt(plainNumber(text).replace("+", "")).toString() : undefined,
    year: (text) => (/^-?\d+$/.test(text) ? BigInt(text).toString() : undefined),
    number: (text) => numberText(Number(plainNumber(text))),
    boolean: (text) => (trueValues.includes(text) ? "true" : falseValues.includes(text) ? "false" : undefined),
    date: (text) => (timeOf ?? readDate)(text)?.slice(0, 10),
    datetime: (text) => momentText((timeOf ?? readDatetime)(text)),
  };
  const read = ofText[type];
  return (value) => {
    if (value === null || value === undefined) return MISSING;
    if (typeof value === "string") return missing.has(value) ? MISSING : (read?.(value) ?? value);
    return ofTyped(value, type);
  };
}

function ofTyped(value: unknown, type: Field["type"]): string {
  if (value instanceof Date) return type === "date" ? value.toISOString().slice(0, 10) : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (typeof value === "number") return numberText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** −0 is 0. */
const numberText = (value: number) => String(value === 0 ? 0 : value);

/** To the millisecond, in UTC. */
function momentText(sortable: string | undefined): string | undefined {
  if (sortable === undefined) return undefined;
  const moment = new Date(`${sortable}Z`);
  return Number.isNaN(moment.getTime()) ? sortable : moment.toISOString();
}
