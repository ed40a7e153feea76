/** Values as the JSON wire carries them: every cell is text. Once as DuckDB text over a column, once for a literal cell. */
import type { Cell } from "../engine/context.ts";
import type { SfType } from "../sql/types.ts";

/** Seconds with nine digits, from microseconds (BIGINT): whole numbers, so exact for every date, at a third of a decimal's time. */
const secondsText = (microseconds: string) =>
  `(case when ${microseconds} < 0 then '-' else '' end || cast(abs(${microseconds}) // 1000000 as varchar) || '.' || lpad(cast(abs(${microseconds}) % 1000000 as varchar), 6, '0') || '000')`;

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
      return secondsText(`epoch_us(${column})`);
    case "timestamp_ntz":
    case "timestamp_ltz":
      return secondsText(`epoch_us(${column})`);
    case "timestamp_tz":
      return `${secondsText(`epoch_us(${column}.utc)`)} || ' ' || cast(${column}."offset" + 1440 as varchar)`;
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
      return typeof cell === "number" ? millisecondsText(cell) : String(cell);
    case "timestamp_tz":
      return typeof cell === "number" ? `${millisecondsText(cell)} 1440` : String(cell);
    default:
      return String(cell);
  }
}

function millisecondsText(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "";
  const whole = Math.abs(Math.trunc(milliseconds));
  return `${sign}${Math.floor(whole / 1000)}.${String(whole % 1000).padStart(3, "0")}000000`;
}
