/** Values as people read them. */
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const isTime = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value);

/** Numbers with separators, times in UTC without the T, nothing as a dash. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number") return whole.format(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return isTime(value) ? value.slice(0, 19).replace("T", " ") : String(value);
}

export const short = (value: number) => compact.format(value);
export const clock = (at: number | string) => new Date(at).toLocaleTimeString([], { hour12: false });

export function seconds(value: number | null): string {
  if (value === null) return "–";
  if (value < 90) return `${Math.round(value)} s`;
  return value < 5_400 ? `${Math.round(value / 60)} min` : `${Math.round(value / 3_600)} h`;
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function toCsv(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cell = (value: unknown) => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
