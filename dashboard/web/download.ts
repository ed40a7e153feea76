/** Files that the page makes of what it shows. */
import type { Rows } from "./api.ts";
import { h } from "./dom.ts";

export function save(name: string, href: string): void {
  h("a", { href, download: name }).click();
  if (href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

export const saveText = (name: string, text: string, type: string) =>
  save(name, URL.createObjectURL(new Blob([text], { type })));

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function toCsv({ columns, rows }: Rows): string {
  const cell = (value: unknown) => {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
