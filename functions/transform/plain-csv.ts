/** Writes a CSV member anew as plain CSV: UTF-8, commas, doubled quotes, LF, no header, nothing for a missing value. */
import type { Dialect } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import type { TableSchema } from "../../shared/csv/schema.ts";

export const PLAIN: Dialect = {
  delimiter: ",",
  quoteChar: '"',
  doubleQuote: true,
  escapeChar: undefined,
  header: false,
  skipInitialSpace: false,
  commentChar: undefined,
  encoding: "utf-8",
};

/** Whether DuckDB can be given the text as it is. */
export function isReadAsItIs(dialect: Dialect, { fields }: TableSchema): boolean {
  return (
    dialect.encoding === "utf-8" &&
    dialect.quoteChar !== undefined &&
    dialect.doubleQuote &&
    dialect.escapeChar === undefined &&
    dialect.commentChar === undefined &&
    !dialect.skipInitialSpace &&
    fields.every(({ missingValues }) => missingValues.every((text) => text === ""))
  );
}

/** By the reader that judged the member, record for record. It takes several times as long as reading it as it is. */
export async function* plainCsv(
  chunks: AsyncIterable<Uint8Array>,
  dialect: Dialect,
  schema: TableSchema,
): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  const missing = new Map(schema.fields.map((field) => [field, new Set(field.missingValues)]));
  const reader = createCsvReader({
    dialect,
    schema,
    entry: "",
    keep: 0,
    onRecord: (texts, fields) => {
      const values = texts.map((text, index) => quoted(missing.get(fields[index]!)?.has(text) ? "" : text));
      lines.push(`${values.join(",")}\n`);
    },
  });
  const written = () => {
    const bytes = Buffer.from(lines.join(""));
    lines = [];
    return bytes;
  };
  for await (const chunk of chunks) {
    reader.push(chunk);
    if (lines.length > 0) yield written();
  }
  reader.end();
  if (lines.length > 0) yield written();
}

/** An empty line is no record: a single empty column is written as quotes. */
const quoted = (text: string) => (text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
