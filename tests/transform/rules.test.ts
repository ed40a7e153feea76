import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadRules, parseRule } from "../../functions/transform/rules.ts";
import { contracts } from "../../shared/contract/registry.ts";

const FOLDER = "transform/rules";
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sql"));

/** What DuckDB and Spark read differently, or one of them not at all. */
const NOT_PORTABLE: [string, RegExp][] = [
  [
    "a guess of a cast: guard it by a pattern",
    /\btry_cast\((?!regexp_extract|raw_\w+\.\w+ as (int|bigint)\)|\w+ as (int|bigint)\)|\s*regexp_extract|dated\.iso_date)/i,
  ],
  ["concat, which treats null differently", /\bconcat\(/i],
  ["regexp_replace, which replaces the first or all", /\bregexp_replace\(/i],
  ["a backslash in a pattern, but for \\z", /\\(?!z')/],
  ["$ at the end of a pattern, which Spark lets match before a last line end: write \\z", /\$'/],
  ["select * at an edge", /select \*/i],
  ["double-quoted names", /"/],
  ["qualify", /\bqualify\b/i],
  ["DuckDB's ::", /::/],
  ["an order that leaves the nulls open", /order by (?!.*nulls last)[^)]*\b(desc)\b(?![^)]*_source_row)/is],
];

describe.each(files)("the rule %s", (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, "utf8");
  const code = text.replace(/^--.*$/gm, "");

  it.each(NOT_PORTABLE)("has not: %s", (_, pattern) => {
    expect(code).not.toMatch(pattern);
  });

  it("says what it reads, its grain and its scope", () => {
    expect(text).toMatch(/^-- Reads: +\w/m);
    expect(text).toMatch(/^-- Grain: +\w/m);
    expect(parseRule(file.slice(file.lastIndexOf("/") + 1), text).scope).toMatch(/drop|part/);
    expect(code).not.toContain(";");
  });
});

describe.each([...contracts().values()])("the rules of $dataset", ({ dataset, tables }) => {
  it("give each table of the contract its columns, in order", async () => {
    const rules = await loadRules(FOLDER, dataset);
    for (const { table, columns } of tables) {
      const rule = rules.find(({ name }) => name === table);
      expect(rule?.scope).toBe("part");
      const [, list = ""] = /^select\n(.*?)\n {4}case$/ms.exec(rule!.sql.replace(/^--.*\n/gm, "").trim()) ?? [];
      const names = list
        .split(",\n")
        .filter(Boolean)
        .map((line) => /(\w+),?$/.exec(line.trim())?.[1]);
      expect(names).toEqual([...columns.map(({ name }) => name), "_source_file", "_source_row"]);
    }
  });
});
