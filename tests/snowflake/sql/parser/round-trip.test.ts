/** What is parsed can be printed, and what is printed parses to the same tree. */
import { expect, it } from "vitest";
import { parseScript, parseStatement } from "../../../../local/snowflake/sql/parser/index.ts";
import { printStatement } from "../../../../local/snowflake/sql/print/index.ts";
import { essence, shape } from "./compare.ts";
import { corpus } from "./corpus.ts";

it("has a corpus of at least 300 statements", () => {
  expect(corpus.length).toBeGreaterThanOrEqual(300);
});

const files = [...new Set(corpus.map(({ file }) => file))];

it.each(files)("prints every statement of %s as text that parses to the same tree", (file) => {
  for (const { sql } of corpus.filter((sample) => sample.file === file)) {
    const tree = parseStatement(sql);
    const printed = printStatement(tree);
    expect(shape(parseStatement(printed)), sql).toBe(shape(tree));
    expect(printStatement(parseStatement(printed))).toBe(printed);
  }
});

it.each(files)("loses no token of %s", (file) => {
  for (const { sql } of corpus.filter((sample) => sample.file === file)) {
    const tree = parseStatement(sql);
    expect(essence(printStatement(tree), tree.kind), sql).toEqual(essence(sql, tree.kind));
  }
});

it("reads the whole corpus as one script, each statement where it stands in the text", () => {
  const text = corpus.map(({ sql }) => sql).join("\n;\n");
  const statements = parseScript(text);
  expect(statements.length).toBe(corpus.length);
  for (const [index, { sql }] of corpus.entries()) {
    const { start, end } = statements[index]!.span;
    expect(shape(parseStatement(text.slice(start, end)))).toBe(shape(parseStatement(sql)));
  }
});
