/** How function tests are written: an expression, what Snowflake's documentation says it gives, and its type where the documentation tells. */
import type { Client } from "../driver.ts";

/**
 * `sql` is an expression, or a whole query when it starts with select or with; its first cell is looked at, as text (NULL is null).
 * `type` is what the driver reports of the column: NUMBER(12,6), VARCHAR, FLOAT, TIMESTAMP_NTZ(9), ...
 */
export type Case = readonly [sql: string, expected: string | null, type?: string];

export const queryOf = (sql: string): string => (/^(select|with)\s/i.test(sql) ? sql : `select ${sql}`);

/** Numbers with all their digits, dates by the session's formats, as the driver itself writes them. */
const asText = ["Number", "Boolean", "Date", "JSON", "Buffer"];

export async function cellOf(client: Client, sql: string): Promise<{ text: string | null; type: string }> {
  const { rows, statement } = await client.run(queryOf(sql), undefined, { rowMode: "array", fetchAsString: asText });
  const type = typeName(statement.getColumns()![0]!);
  return { text: cellText((rows as unknown as unknown[][])[0]?.[0], type), type };
}

/** The driver writes NULL as "NULL" when asked for text, reads OBJECT and ARRAY, and leaves VARIANT as it came: indented. */
function cellText(cell: unknown, type: string): string | null {
  if (cell === null || cell === undefined || cell === "NULL") return null;
  if (typeof cell === "object") return JSON.stringify(cell);
  if (type === "VARIANT") return String(cell).replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
  if (type === "FLOAT" && !Number.isNaN(Number(cell))) return String(Number(cell));
  return type === "BOOLEAN" ? String(cell).toLowerCase() : String(cell);
}

interface Column {
  getType(): string;
  getPrecision(): number;
  getScale(): number;
}

const names: Readonly<Record<string, string>> = { fixed: "NUMBER", real: "FLOAT", text: "VARCHAR" };

export function typeName(column: Column): string {
  const type = column.getType();
  const name = names[type] ?? type.toUpperCase();
  if (type === "fixed") return `${name}(${column.getPrecision()},${column.getScale()})`;
  return /^time/.test(type) ? `${name}(${column.getScale()})` : name;
}

/** Names of functions and operators that a case uses. */
export function namesIn(sql: string): Set<string> {
  const code = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, "''");
  return new Set((code.match(/[A-Za-z_][\w$]*/g) ?? []).map((name) => name.toUpperCase()));
}
