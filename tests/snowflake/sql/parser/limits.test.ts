/** Hostile texts: nested too deeply, very long, or of random tokens. The parser refuses them; it never overflows or hangs. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { SnowflakeError } from "../../../../local/snowflake/errors.ts";
import { MAX_DEPTH } from "../../../../local/snowflake/sql/parser/cursor.ts";
import { parseScript, parseStatement } from "../../../../local/snowflake/sql/parser/index.ts";
import { printStatement } from "../../../../local/snowflake/sql/print/index.ts";
import { corpus } from "./corpus.ts";

const DEEP = 50_000;
const nested: [string, (levels: number) => string][] = [
  ["parentheses", (n) => `select ${"(".repeat(n)}1${")".repeat(n)}`],
  ["calls", (n) => `select ${"f(".repeat(n)}1${")".repeat(n)}`],
  ["arrays", (n) => `select ${"[".repeat(n)}1${"]".repeat(n)}`],
  ["objects", (n) => `select ${"{'a':".repeat(n)}1${"}".repeat(n)}`],
  ["CASE", (n) => `select ${"case when a then b else ".repeat(n)}1${" end".repeat(n)}`],
  ["NOT", (n) => `select ${"not ".repeat(n)}a`],
  ["minus", (n) => `select ${"- ".repeat(n)}a`],
  ["PRIOR", (n) => `select 1 from t connect by ${"prior ".repeat(n)}a = b`],
  ["subqueries", (n) => `${"select (".repeat(n)}select 1${")".repeat(n)}`],
  ["queries in FROM", (n) => `${"select * from (".repeat(n)}select 1${")".repeat(n)}`],
  ["parentheses in FROM", (n) => `select * from ${"(".repeat(n)}t${")".repeat(n)}`],
  ["queries in parentheses", (n) => `${"(".repeat(n)}select 1${")".repeat(n)}`],
  ["IN lists", (n) => `select ${"a in (".repeat(n)}1${")".repeat(n)}`],
  ["lambdas", (n) => `select ${"f(x -> ".repeat(n)}1${")".repeat(n)}`],
  ["types", (n) => `select a::${"array(".repeat(n)}int${")".repeat(n)}`],
  ["paths", (n) => `select ${"a[".repeat(n)}1${"]".repeat(n)}`],
  ["blocks", (n) => `${"begin ".repeat(n)}return 1; ${"end; ".repeat(n)}`],
  ["IF", (n) => `begin ${"if (a) then ".repeat(n)}return 1; ${"end if; ".repeat(n)} end`],
  ["EXPLAIN", (n) => `${"explain ".repeat(n)}select 1`],
  ["options", (n) => `create stage s a = ${"(a = ".repeat(n)}1${")".repeat(n)}`],
  ["grouping", (n) => `select 1 from t group by ${"grouping sets (".repeat(n)}a${")".repeat(n)}`],
  ["casts", (n) => `select a${"::int".repeat(n)}`],
  ["IS NULL", (n) => `select a${" is null".repeat(n)}`],
  ["pivots", (n) => `select * from t${" unpivot (a for b in (c))".repeat(n)}`],
];

it.each(nested)("refuses %s nested very deeply with an error, not a stack overflow", (_, build) => {
  expect(() => parseStatement(build(DEEP))).toThrowError(SnowflakeError);
  expect(() => parseStatement(build(DEEP))).toThrowError(/nested more than \d+ levels deep/);
});

it.each(nested)("takes and prints %s nested fifty times", (_, build) => {
  const printed = printStatement(parseStatement(build(50)));
  expect(printStatement(parseStatement(printed))).toBe(printed);
});

it.each(nested)("survives %s at every depth around the limit, printing included", (_, build) => {
  for (let levels = Math.floor(MAX_DEPTH / 8); levels < MAX_DEPTH + 20; levels += 13) {
    try {
      printStatement(parseStatement(build(levels)));
    } catch (error) {
      expect(error).toBeInstanceOf(SnowflakeError);
    }
  }
});

const LONG = 20_000;
const long: [string, string][] = [
  ["OR", `select ${"a = 1 or ".repeat(LONG)}b`],
  ["sums", `select ${"1 + ".repeat(LONG)}1`],
  ["UNION ALL", `${"select 1 union all ".repeat(LONG)}select 1`],
  ["columns", `select ${"a, ".repeat(LONG)}b from t`],
  ["comma joins", `select * from ${"t, ".repeat(LONG)}u`],
  ["joins", `select * from t ${"join u on a = b ".repeat(LONG)}`],
  ["IN", `select a in (${"1, ".repeat(LONG)}2)`],
  ["VALUES", `insert into t values ${"(1, 'a'), ".repeat(LONG)}(2, 'b')`],
  ["names", `select ${"a.".repeat(LONG)}b`],
  ["WHEN", `select case ${"when a then b ".repeat(LONG)}end`],
  ["paths", `select a${":b.c[0]".repeat(LONG)}`],
  ["statements", `begin ${"insert into t values (1); ".repeat(LONG)} end`],
  ["options", `alter session set ${"a = 1 ".repeat(LONG)}`],
];

it.each(long)("reads and prints a very long chain of %s", (_, sql) => {
  const start = performance.now();
  const printed = printStatement(parseStatement(sql));
  expect(printStatement(parseStatement(printed))).toBe(printed);
  expect(performance.now() - start).toBeLessThan(8000);
});

it("refuses open parentheses of every kind in time that grows with their number", () => {
  for (const open of ["(", "f(", "[", "{", "(a, ", "(select ", "from (", "case ", "begin "]) {
    const start = performance.now();
    expect(() => parseScript(`select ${open.repeat(DEEP)}`)).toThrowError(SnowflakeError);
    expect(performance.now() - start).toBeLessThan(5000);
  }
});

const words = corpus.flatMap(({ sql }) => sql.match(/'[^'\\]*'|"[^"]*"|@\S+|[\w$]+|[^\s\w]/g) ?? []);

it("answers any sequence of tokens with statements that print, or with an error of its own", () => {
  const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(" "));
  const statement = fc
    .tuple(fc.constantFrom(...corpus.map(({ sql }) => sql)), fc.nat(200), text)
    .map(([sql, at, inserted]) => `${sql.slice(0, at)} ${inserted} ${sql.slice(at)}`);
  fc.assert(
    fc.property(fc.oneof(text, statement), (sql) => {
      try {
        for (const each of parseScript(sql)) parseStatement(printStatement(each));
      } catch (error) {
        if (!(error instanceof SnowflakeError)) throw error;
      }
    }),
    { seed: 2, numRuns: 5000 },
  );
});
