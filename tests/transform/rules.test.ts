import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadRules, parseRule } from "../../functions/transform/rules.ts";
import { contracts } from "../../shared/contract/registry.ts";
import { portabilityFaults } from "./portable.ts";

const FOLDER = "transform/rules";
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sql"));

describe.each(files)("the rule %s", (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, "utf8");
  const code = text.replace(/^--.*$/gm, "");

  it("is in the part of SQL that DuckDB and Spark read alike", () => {
    expect(portabilityFaults(text)).toEqual([]);
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

it.each([
  ["select try_cast(a as double) from t", "guard it by a pattern"],
  ["select regexp_extract(a, '^x$', 0) from t", "write \\z"],
  ["select regexp_extract(a, '\\d', 0) from t", "[0-9]"],
  ["select regexp_replace(a, 'b', '') from t", "regexp_extract"],
  ["select concat(a, b) from t", "use ||"],
  ["select split(a, ',') from t", "split_part"],
  ["select dayofweek(a) from t", "in ISO form"],
  ["select date_trunc('month', a) from t", "as date)"],
  ["select lower(a) from t", "as they are"],
  ["select substr(a, 0, 2) from t", "from 1"],
  ["select avg(a) from t", "sum(x)"],
  ["select now() as a from t", "same rows each time"],
  ["select round(a) from t", "cut digits"],
  ["select * from t", "name the columns"],
  ['select "a" from t', "no quotes"],
  ["select a from t qualify a = 1", "subquery"],
  ["select a, count(*) from t group by all", "write the columns"],
  ["select string_agg(a, ',') from t", "values list"],
  ["select a::int from t", "cast(x as type)"],
  ["select row_number() over (order by a desc) from t", "nulls last"],
])("%s is refused with the portable idiom", (sql, idiom) => {
  expect(portabilityFaults(sql).join("; ")).toContain(idiom);
});

it("takes comments for comments, and what is portable", () => {
  const sql = "-- lower(x)\nselect cast(date_trunc('month', a) as date) as a, split_part(b, '|', 1) as b from t";
  expect(portabilityFaults(sql)).toEqual([]);
});
