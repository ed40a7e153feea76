/** Where a command's words go: results to standard output, progress to standard error, and with `--json` nothing but JSON. */
import { stripVTControlCharacters, styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

export interface Output {
  readonly isJson: boolean;
  /** Whether standard error is a terminal that can be drawn on. */
  readonly isLive: boolean;
  readonly columns: number;
  /** A line of the result, for people; nothing with `--json`. */
  line(text?: string): void;
  /** The result for machines; nothing without `--json`. */
  json(value: unknown): void;
  /** A line about what is going on; nothing with `--json`. */
  note(text: string): void;
  style(style: Style, text: string): string;
}

export function createOutput(isJson: boolean): Output {
  const { stdout, stderr } = process;
  return {
    isJson,
    isLive: !isJson && stderr.isTTY === true && process.env.TERM !== "dumb",
    columns: stdout.columns ?? 100,
    line: (text = "") => {
      if (!isJson) stdout.write(`${text}\n`);
    },
    json: (value) => {
      if (isJson) stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    note: (text) => {
      if (!isJson) stderr.write(`${text}\n`);
    },
    // styleText keeps to NO_COLOR, FORCE_COLOR and whether the stream is a terminal.
    style: (style, text) => styleText(style, text, { stream: stdout }),
  };
}

/** Text cells as an aligned table; numbers to the right; cut to the terminal's width. */
export function formatTable(headers: readonly string[], rows: readonly (readonly unknown[])[], width = 100): string[] {
  const cells = rows.map((row) => row.map(cellText));
  const isNumeric = headers.map((_, column) => rows.length > 0 && rows.every((row) => isNumberLike(row[column])));
  const widths = headers.map((header, column) =>
    Math.max(visibleLength(header), ...cells.map((row) => visibleLength(row[column] ?? ""))),
  );
  // Ids are there to be copied, so they are never cut.
  const isFixed = headers.map((header, column) => isNumeric[column] === true || header === "drop");
  shrinkToFit(widths, width - 2 * (headers.length - 1), isFixed);
  const format = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cut(cell, widths[column]!), widths[column]!, isNumeric[column]!))
      .join("  ")
      .trimEnd();
  return [format(headers), widths.map((size) => "─".repeat(size)).join("  "), ...cells.map(format)];
}

/** Takes from the widest text column until the table fits. */
function shrinkToFit(widths: number[], width: number, isFixed: readonly boolean[]) {
  for (let total = widths.reduce((sum, size) => sum + size, 0); total > width; total -= 1) {
    const widest = widths.reduce(
      (best, size, column) => (!isFixed[column] && size > (widths[best] ?? 0) ? column : best),
      0,
    );
    if ((widths[widest] ?? 0) <= 8) return;
    widths[widest]! -= 1;
  }
}

const visibleLength = (text: string) => [...stripVTControlCharacters(text)].length;
const isNumberLike = (value: unknown) =>
  value === null || value === undefined || typeof value === "number" || typeof value === "bigint";
const cellText = (value: unknown): string =>
  value === null || value === undefined
    ? ""
    : typeof value === "number" || typeof value === "bigint"
      ? value.toLocaleString("en-US", { maximumFractionDigits: 4 })
      : value instanceof Date
        ? value.toISOString().replace("T", " ").replace(".000Z", "")
        : typeof value === "object"
          ? JSON.stringify(value)
          : String(value);
const cut = (text: string, width: number) =>
  visibleLength(text) <= width ? text : `${[...text].slice(0, width - 1).join("")}…`;
const pad = (text: string, width: number, right: boolean) => {
  const space = " ".repeat(Math.max(0, width - visibleLength(text)));
  return right ? space + text : text + space;
};
