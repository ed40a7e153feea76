/** Runs a script as a worksheet does, statement by statement, through the unmodified driver. */
import { splitScript } from "../../../cli/sql/run-script.ts";
import type { Client } from "../driver.ts";

/** The rows of the last statement, each as `a|b|c`, NULL as `∅`. Rejects with the first error. */
export async function runScript(client: Client, script: string): Promise<string[]> {
  let last: unknown[][] = [];
  for (const { text } of splitScript(script)) {
    const { rows } = await client.run(text, undefined, { rowMode: "array" });
    last = rows as unknown as unknown[][];
  }
  return last.map((row) => row.map(printCell).join("|"));
}

const printCell = (cell: unknown): string => {
  if (cell === null) return "∅";
  if (cell instanceof Date) return cell.toISOString().slice(0, 19).replace("T", " ");
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
};
