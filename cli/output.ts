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
    columns: stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY, // what goes to a file or another program is not cut
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

/** Text cells as an aligned table; numbers to the right; cut to the terminal's width. Where that is too narrow for columns: a line per cell. */
export function formatTable(headers: readonly string[], rows: readonly (readonly unknown[])[], width = 100): string[] {
  const cells = rows.map((row) => row.map(cellText));
  const isNumeric = headers.map((_, column) => rows.length > 0 && rows.every((row) => isNumberLike(row[column])));
  const widths = headers.map((header, column) =>
    Math.max(visibleLength(header), ...cells.map((row) => visibleLength(row[column] ?? ""))),
  );
  // Ids are there to be copied, so they are never cut.
  const isFixed = headers.map((header, column) => isNumeric[column] === true || header === "drop");
  if (!shrinkToFit(widths, width - 2 * (headers.length - 1), isFixed) && rows.length > 0)
    return recordLines(headers, cells, width);
  const format = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cut(cell, widths[column]!), widths[column]!, isNumeric[column]!))
      .join("  ")
      .trimEnd();
  return [format(headers), widths.map((size) => "─".repeat(size)).join("  "), ...cells.map(format)];
}

/** `name  cell`, an empty line between rows; what is longer goes on below, since a cell alone has room. */
function recordLines(headers: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const nameWidth = Math.max(...headers.map(visibleLength));
  const room = Math.max(8, width - nameWidth - 2);
  return rows.flatMap((row, at) => [
    ...(at === 0 ? [] : [""]),
    ...headers.flatMap((header, column) =>
      piecesOf(row[column] ?? "", room).map((piece, part) =>
        `${pad(part === 0 ? header : "", nameWidth, false)}  ${piece}`.trimEnd(),
      ),
    ),
  ]);
}

function piecesOf(text: string, size: number): string[] {
  const letters = [...text.replaceAll(/\s+/g, " ")];
  return Array.from({ length: Math.max(1, Math.ceil(letters.length / size)) }, (_, at) =>
    letters.slice(at * size, (at + 1) * size).join(""),
  );
}

/** Takes from the widest text column until the table fits; gives whether it does. */
function shrinkToFit(widths: number[], width: number, isFixed: readonly boolean[]): boolean {
  for (let total = widths.reduce((sum, size) => sum + size, 0); total > width; total -= 1) {
    const widest = widths.reduce(
      (best, size, column) => (!isFixed[column] && size > (widths[best] ?? 0) ? column : best),
      -1,
    );
    if (widest < 0 || widths[widest]! <= 8) return false;
    widths[widest]! -= 1;
  }
  return true;
}

/** Lines of whole words, all but the first indented; a word that is longer than a line stays whole. */
export function wrapWords(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (visibleLength(last) + 1 + visibleLength(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(" ".repeat(indent) + word);
  }
  return lines;
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
