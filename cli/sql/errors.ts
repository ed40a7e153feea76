/** A refused statement, as `sql run --json` and `query --json` tell it. */
import type { SqlError } from "./connection.ts";

export interface DescribedSqlError {
  /** Six digits, as Snowflake writes them. */
  code: string | null;
  sqlState: string | null;
  message: string;
  /** From 1; `null` where the error has no place. */
  line: number | null;
  /** From 0, within the line. */
  position: number | null;
}

export function describeSqlError({ code, sqlState, message, data }: SqlError): DescribedSqlError {
  const [, line, position] = /line (\d+) at position (\d+)/.exec(message) ?? [];
  return {
    code: code === undefined ? null : String(code).padStart(6, "0"),
    sqlState: sqlState ?? null,
    message,
    line: data?.line ?? (line === undefined ? null : Number(line)),
    position: data?.pos ?? (position === undefined ? null : Number(position)),
  };
}
