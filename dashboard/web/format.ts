/** Values as people read them. Times are UTC everywhere. */
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const isTime = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value);

/** Numbers with separators, times in UTC without the T, nothing as a dash. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number")
    return Math.abs(value) < 0.001 && value !== 0 ? value.toPrecision(3) : whole.format(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return isTime(value) ? value.slice(0, 19).replace("T", " ") : String(value);
}

export const short = (value: number) => compact.format(value);
export const clock = (at: number | string) => new Date(at).toISOString().slice(11, 19);
/** `2026-01-05 09:00:00` of milliseconds since 1970. */
export const moment = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
export const heading = (name: string) => name.replaceAll("_", " ");

export function seconds(value: number | null): string {
  if (value === null) return "–";
  if (value < 90) return `${Math.round(value)} s`;
  return value < 5_400 ? `${Math.round(value / 60)} min` : `${Math.round(value / 3_600)} h`;
}

/** From a few milliseconds to minutes. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 90_000 ? `${(ms / 1_000).toFixed(1)} s` : seconds(ms / 1_000);
}

/** Four digits that mean something: small amounts are the rule. */
export const dollars = (usd: number) =>
  usd === 0 ? "$0" : `$${usd < 1 ? usd.toFixed(Math.min(9, 3 - Math.floor(Math.log10(usd)))) : usd.toFixed(2)}`;
