/**
 * What each statement form answers through the driver: `answers/<area>.txt`. `npm run conformance -- --answers` writes them from the twin;
 * a change is then read against Snowflake's documentation before it is kept.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { splitScript } from "../../../cli/sql/run-script.ts";
import { createClock } from "../../../local/snowflake/clock.ts";
import { type Client, type Opened, openTwin } from "../driver.ts";
import { typeName } from "../functions/cases.ts";
import { type Form, readForms } from "./forms.ts";

const fileOf = (area: string) => new URL(`./answers/${area}.txt`, import.meta.url);

/** Answers by the form's name. */
export function readAnswers(area: string): Map<string, string> {
  if (!existsSync(fileOf(area))) return new Map();
  const parts = readFileSync(fileOf(area), "utf8").split(/^-- /m).slice(1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf("\n");
      return [part.slice(0, end), part.slice(end + 1).trimEnd()];
    }),
  );
}

export function writeAnswers(area: string, answers: ReadonlyMap<string, string>): void {
  const text = [...answers].map(([name, answer]) => `-- ${name}\n${answer}\n`).join("\n");
  writeFileSync(fileOf(area), text);
}

/** A twin whose clock stands still, in schema DB.FORM with what the forms of an area need. */
export async function openArea(area: string): Promise<Opened> {
  const opened = await openTwin({ clock: createClock(Date.UTC(2026, 4, 17, 18, 30, 15, 250)) });
  await opened.client.run("create schema db.form");
  for (const { text } of splitScript(readForms().setups.get(area) ?? "")) await opened.client.run(text);
  return opened;
}

/** Runs a form; the answer of its last statement, or of the one that failed. */
export async function answerOf(client: Client, { sql, name }: Form): Promise<string> {
  let answer = "";
  for (const { text } of splitScript(sql)) {
    try {
      answer = await answerTo(client, text, isRandom(name));
    } catch (error) {
      const { code, sqlState, message } = error as { code?: string | number; sqlState?: string; message: string };
      return steady(`error ${String(code).padStart(6, "0")} ${sqlState}\n${message}`);
    }
  }
  return answer;
}

/** Forms whose rows are drawn by chance, or stand in no order while the clock stands still: only the columns are told. */
const isRandom = (name: string): boolean => /^SAMPLE|^TABLESAMPLE|QUERY_HISTORY/.test(name);

const mostRows = 25;

async function answerTo(client: Client, sql: string, isRandomised: boolean): Promise<string> {
  const fetchAsString = ["Number", "Boolean", "Date", "JSON", "Buffer"];
  const { rows, statement } = await client.run(sql, undefined, { rowMode: "array", fetchAsString });
  const columns = (statement.getColumns() ?? []).map((column) => `${column.getName()} ${typeName(column)}`);
  const lines = (rows as unknown as unknown[][]).map((row) => steady(row.map(cellText).join(" | ")));
  if (/^\s*(?:select|with)\b/i.test(sql) && !/order\s+by/i.test(sql)) lines.sort();
  const count = (statement as unknown as { getNumUpdatedRows(): number | undefined }).getNumUpdatedRows();
  const more = lines.length > mostRows ? [`… ${lines.length} rows`] : [];
  return steady(
    [
      columns.join(", "),
      ...(isRandomised ? ["…"] : [...lines.slice(0, mostRows), ...more]),
      ...(count === undefined || count < 0 ? [] : [`rows changed: ${count}`]),
    ].join("\n"),
  );
}

const cellText = (cell: unknown): string =>
  (typeof cell === "object" && cell !== null ? JSON.stringify(cell) : String(cell ?? "NULL")).replaceAll("\n", "⏎");

/** Ids and ports differ from run to run. */
const steady = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
    .replace(/127\.0\.0\.1:\d+/g, "<host>")
    .replace(/\b[0-9a-f]{32,}\b/g, "<hash>")
    .replace(/\b1\d{15}\b/g, "<session>")
    .replace(/[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, "<time>")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
