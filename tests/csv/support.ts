/** Reads a CSV text as a whole, in pieces, or without the scanner. */
import { DEFAULT_DIALECT, type Dialect } from "../../shared/csv/dialect.ts";
import { type CsvReport, createCsvReader } from "../../shared/csv/reader.ts";
import { parseTableSchema, type TableSchema } from "../../shared/csv/schema.ts";

export interface ReadOptions {
  dialect?: Partial<Dialect>;
  schema?: unknown;
  /** Sizes of the pieces, used in turn. */
  pieces?: readonly number[];
  keep?: number;
  recordBytes?: number;
}

export function readCsv(
  text: string | Uint8Array,
  { dialect, schema, pieces = [], ...rest }: ReadOptions = {},
): CsvReport {
  const parsed: TableSchema | undefined = schema === undefined ? undefined : parseTableSchema(schema);
  const reader = createCsvReader({
    dialect: { ...DEFAULT_DIALECT, ...dialect },
    entry: "a.csv",
    ...(parsed && { schema: parsed }),
    ...rest,
  });
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = pieces.length > 0 ? Math.max(1, pieces[turn % pieces.length]!) : bytes.length;
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  return reader.end();
}

/** An escape character that does not occur changes nothing but that the scanner is not used. */
export const WITHOUT_SCANNER: Partial<Dialect> = { escapeChar: "~" };

/** A schema of fields given as `name: type` or `name: {type, constraints, …}`. */
export const schemaOf = (fields: Record<string, string | object>, more: object = {}) => ({
  fields: Object.entries(fields).map(([name, field]) =>
    typeof field === "string" ? { name, type: field } : { name, ...field },
  ),
  ...more,
});

export const codesOf = (faults: CsvReport["valueFaults"]) => faults.map(({ code }) => code);
