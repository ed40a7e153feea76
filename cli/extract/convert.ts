/** From a record of the source to the texts of a row, in the contract's columns. Pure. */
import type { Field, SourceRecord } from "./source.ts";

/** `a.b.c` in nested objects. */
export function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split(".")) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}

/** `undefined` is a missing value. */
export function toRow(
  record: SourceRecord,
  columns: readonly string[],
  fields: Readonly<Record<string, Field>>,
  missing: readonly string[],
): (string | undefined)[] {
  return columns.map((column) => {
    const field = fields[column] ?? column;
    const { from, as } = typeof field === "string" ? { from: field, as: "text" as const } : field;
    // A column without a mapping may have dots in its own name.
    const raw = fields[column] === undefined ? record[column] : valueAt(record, from);
    const text = toText(raw);
    return text === undefined || missing.includes(text) ? undefined : convert(text, as);
  });
}

function toText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function convert(text: string, as: "text" | "number" | "first"): string | undefined {
  if (as === "first") return text.split(",")[0]?.trim();
  if (as === "number") return /-?\d+(?:\.\d+)?/.exec(text.replaceAll(",", ""))?.[0];
  return text;
}

/** One line of RFC 4180: quoted where it must be; a missing value is empty. */
export const toCsvLine = (row: readonly (string | undefined)[]) => `${row.map(toCsvField).join(",")}\n`;

const toCsvField = (text: string | undefined) =>
  text === undefined ? "" : /[",\r\n]|^\s|\s$/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text;
