/** Holds a header against the fields of the contract, and says which field each column is. */
import { normaliseName } from "../contract/contract.ts";
import type { CsvCode, CsvPlace } from "./faults.ts";
import type { Field, TableSchema } from "./schema.ts";

export interface HeaderFault extends CsvPlace {
  code: CsvCode;
}

export interface MatchedHeader {
  /** The field of each column; `undefined` for columns that the contract does not have. */
  fields: (Field | undefined)[];
  faults: HeaderFault[];
}

/**
 * `fieldsMatch` as Table Schema has it, over names as `normaliseName` makes them: `userid` is `userId`.
 * https://datapackage.org/standard/table-schema/#fieldsMatch
 */
export function matchHeader(header: readonly string[], schema: TableSchema | undefined): MatchedHeader {
  const names = header.map(normaliseName);
  const faults = duplicateFaults(header, names);
  if (!schema) return { fields: names.map(() => undefined), faults };
  const byName = new Map(schema.fields.map((field) => [normaliseName(field.name), field]));
  const fields = names.map((name) => byName.get(name));
  const wanted = schema.fields.map(({ name }) => normaliseName(name));
  const there = new Set(names);
  const missing = schema.fields.filter((_, index) => !there.has(wanted[index]!)).map(({ name }) => name);
  const extra = header.filter((_, index) => !fields[index]);
  const isRight = {
    exact: () => missing.length === 0 && extra.length === 0 && names.every((name, index) => name === wanted[index]),
    equal: () => missing.length === 0 && extra.length === 0,
    subset: () => missing.length === 0,
    superset: () => extra.length === 0,
    partial: () => missing.length < wanted.length,
  }[schema.fieldsMatch]();
  if (!isRight)
    faults.unshift({
      code: "CSV_HEADER_MISMATCH",
      found: separatorOf(header, wanted) ?? header.join(", "),
      expected: [
        schema.fields.map(({ name }) => name).join(", "),
        missing.length > 0 && `missing: ${missing.join(", ")}`,
        extra.length > 0 && `not in the contract: ${extra.join(", ")}`,
      ]
        .filter((part) => part !== false)
        .join("; "),
    });
  return { fields, faults };
}

function duplicateFaults(header: readonly string[], names: readonly string[]): HeaderFault[] {
  const seen = new Set<string>();
  return header
    .filter((_, index) => {
      const name = names[index]!;
      const isSeen = seen.has(name);
      seen.add(name);
      return isSeen && name !== "";
    })
    .map((column) => ({ code: "CSV_HEADER_DUPLICATE", column }));
}

const SEPARATORS: Readonly<Record<string, string>> = { ";": "semicolons", "\t": "tabs", "|": "pipes", ",": "commas" };

/** The right names in one field: written with another separator than the contract's. */
function separatorOf([only = "", ...others]: readonly string[], wanted: readonly string[]): string | undefined {
  if (others.length > 0 || wanted.length < 2) return undefined;
  const separator = Object.keys(SEPARATORS).find(
    (each) => only.split(each).map(normaliseName).join("\n") === wanted.join("\n"),
  );
  return separator && `the contract's columns, separated by ${SEPARATORS[separator]}`;
}
