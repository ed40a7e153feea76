/** Tables and sentences on terminals of any width. */
import { expect, it } from "vitest";
import { formatTable, wrapWords } from "../../cli/output.ts";

const headers = ["task", "state", "ms", "message"];
const rows = [
  ["SILVER.CUSTOMERS_HISTORY_TASK", "SUCCEEDED", 1234, null],
  ["SILVER.FILMS_TASK", "FAILED", 5, "Division by zero, in a sentence of some length"],
];

it("keeps a table within the width, and cuts the widest text first", () => {
  const lines = formatTable(headers, rows, 60);
  expect(lines).toHaveLength(4);
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
  expect(lines[2]).toContain("1,234");
});

it("gives a line per cell where columns have no room, and cuts nothing", () => {
  const lines = formatTable(headers, rows, 30);
  expect(lines.filter((line) => line.length > 30)).toEqual([]);
  expect(lines.slice(0, 3)).toEqual(["task     SILVER.CUSTOMERS_HIST", "         ORY_TASK", "state    SUCCEEDED"]);
  expect(lines.slice(-3).map((line) => line.slice(9))).toEqual([
    "Division by zero, in",
    "a sentence of some le",
    "ngth",
  ]);
});

it("never takes from a number that comes first", () => {
  const lines = formatTable(["n", "text"], [[1_234_567_890, "a text that is long enough"]], 24);
  expect(lines[2]).toMatch(/^1,234,567,890 {2}a text/);
});

it("breaks sentences between words", () => {
  expect(wrapWords("one two three four", 9, 2)).toEqual(["one two", "  three", "  four"]);
  expect(wrapWords("a supercalifragilistic word", 9)).toEqual(["a", "supercalifragilistic", "word"]);
});
