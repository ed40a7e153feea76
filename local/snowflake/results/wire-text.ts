/** Values as the JSON wire carries them: every cell is text. Once as DuckDB text over a column, once for a literal cell. */
import type { Cell } from "../engine/context.ts";
import type { SfType } from "../sql/types.ts";

/**
 * Seconds from microseconds (BIGINT): whole numbers, so exact for every date, at a third of a decimal's time. As many digits after the
 * point as the type has: the Python connector counts them from the end.
 */
function secondsText(microseconds: string, scale: number): string {
  const whole = `case when ${microseconds} < 0 then '-' else '' end || cast(abs(${microseconds}) // 1000000 as varchar)`;
  if (scale === 0) return `(${whole})`;
  const digits = `lpad(cast(abs(${microseconds}) % 1000000 as varchar), 6, '0')`;
  const fraction = scale < 6 ? `left(${digits}, ${scale})` : `${digits} || '${"0".repeat(scale - 6)}'`;
  return `(${whole} || '.' || ${fraction})`;
}

export const isSemiStructured = (type: SfType): boolean =>
  type.kind === "variant" || type.kind === "object" || type.kind === "array";

/** DuckDB text (VARCHAR or null) for a column in `duckType`'s physical encoding. */
export function wireTextSql(type: SfType, column: string): string {
  switch (type.kind) {
    case "boolean":
      return `cast(cast(${column} as tinyint) as varchar)`;
    case "date":
      return `cast(${column} - date '1970-01-01' as varchar)`;
    case "time":
      return secondsText(`epoch_us(${column})`, type.scale);
    case "timestamp_ntz":
    case "timestamp_ltz":
      return secondsText(`epoch_us(${column})`, type.scale);
    case "timestamp_tz":
      return `${secondsText(`epoch_us(${column}.utc)`, type.scale)} || ' ' || cast(${column}."offset" + 1440 as varchar)`;
    case "binary":
      return `hex(${column})`;
    case "null":
      return "null";
    default:
      return `cast(${column} as varchar)`;
  }
}

/** The same for a literal cell: milliseconds for dates and timestamps. */
export function wireTextOf(type: SfType, cell: Cell): string | null {
  if (cell === null) return null;
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString("hex").toUpperCase();
  switch (type.kind) {
    case "boolean":
      return cell ? "1" : "0";
    case "date":
      return typeof cell === "number" ? String(Math.floor(cell / 86_400_000)) : String(cell);
    case "time":
    case "timestamp_ntz":
    case "timestamp_ltz":
      return typeof cell === "number" ? millisecondsText(cell, type.scale) : String(cell);
    case "timestamp_tz":
      return typeof cell === "number" ? `${millisecondsText(cell, type.scale)} 1440` : String(cell);
    default:
      return String(cell);
  }
}

function millisecondsText(milliseconds: number, scale: number): string {
  const sign = milliseconds < 0 ? "-" : "";
  const whole = Math.abs(Math.trunc(milliseconds));
  const fraction = String(whole % 1000)
    .padStart(3, "0")
    .padEnd(9, "0")
    .slice(0, scale);
  return `${sign}${Math.floor(whole / 1000)}${scale > 0 ? `.${fraction}` : ""}`;
}
