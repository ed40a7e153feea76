/** Tokens, their values and places; and that no text can make the lexer do anything but read it or refuse it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { SnowflakeError } from "../../../../local/snowflake/errors.ts";
import { tokenize } from "../../../../local/snowflake/sql/lexer.ts";

const values = (sql: string) => tokenize(sql).map(({ type, value }) => (type === "end" ? "end" : `${type} ${value}`));

it("reads words in upper case and quoted names as written", () => {
  expect(values('select Größe, "My ""Name""", a$b')).toEqual([
    "word SELECT",
    "word GRÖSSE",
    "operator ,",
    'quoted My "Name"',
    "operator ,",
    "word A$B",
    "end",
  ]);
});

it.each([
  ["'it''s'", "it's"],
  ["'a\\nb\\tc\\\\d\\'e\\\"f'", "a\nb\tc\\d'e\"f"],
  ["'\\u00e9\\x41\\101\\0'", "éAA\0"],
  ["'\\z\\%'", "z%"],
  ["'two\nlines'", "two\nlines"],
  ["$$it's \\n raw$$", "it's \\n raw"],
  ["''", ""],
])("reads the string %s", (sql, value) => {
  expect(tokenize(sql)[0]?.value).toBe(value);
});

it("drops comments of all three kinds, and only those", () => {
  expect(values("a -- b\n/ c // d\n* /* e -- \n */ f")).toEqual([
    "word A",
    "operator /",
    "word C",
    "operator *",
    "word F",
    "end",
  ]);
});

it("ends a dollar body at the next two dollars, also right after a word", () => {
  expect(values("as$$x$$ $y $1")).toEqual(["word AS", "dollar x", "variable $Y", "variable $1", "end"]);
});

it("reads stage paths and file URLs up to white space, comma, parenthesis or semicolon", () => {
  expect(values('@db.s."My St"/a-b//c.csv, @~/x;@%t) file:///tmp/a*.csv')).toEqual([
    'stage @db.s."My St"/a-b//c.csv',
    "operator ,",
    "stage @~/x",
    "operator ;",
    "stage @%t",
    "operator )",
    "url file:///tmp/a*.csv",
    "end",
  ]);
});

it("tells numbers from the dots of names", () => {
  expect(values("1.5 .5 2. 1e3 1E-3 a.b")).toEqual([
    "number 1.5",
    "number .5",
    "number 2.",
    "number 1e3",
    "number 1E-3",
    "word A",
    "operator .",
    "word B",
    "end",
  ]);
});

it("counts lines from 1 and columns from 0, over strings and comments with line breaks", () => {
  const [, , last] = tokenize("'a\nb' /* \n */ x\n  y").filter(({ type }) => type !== "end");
  expect(last).toMatchObject({ value: "Y", line: 4, column: 2 });
});

it.each(["select 'a", 'select "a', "select /* a", "select $$ a", 'select @"a', "select #", "select \\", "select 'a\\"])(
  "refuses %s with a position",
  (sql) => {
    expect(() => tokenize(sql)).toThrowError(SnowflakeError);
    expect(() => tokenize(sql)).toThrowError(/syntax error line 1 at position 7 unexpected/);
  },
);

const fragments = [
  "'",
  "''",
  '"',
  "$$",
  "$a",
  "@",
  "@~/",
  "--",
  "//",
  "/*",
  "*/",
  "\\",
  "\n",
  " ",
  "a",
  "1",
  ".",
  "e",
  "->>",
  "::",
  "é",
  "😀",
  "\0",
];
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join("")),
);

it("reads any text into tokens in order, or refuses it with an error of its own", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let tokens: ReturnType<typeof tokenize>;
      try {
        tokens = tokenize(text);
      } catch (error) {
        expect(error).toBeInstanceOf(SnowflakeError);
        return;
      }
      let end = 0;
      for (const token of tokens) {
        expect(token.start).toBeGreaterThanOrEqual(end);
        const line = text.slice(0, token.start).split("\n");
        expect([token.line, token.column]).toEqual([line.length, line.at(-1)?.length]);
        end = token.end;
      }
      expect(end).toBe(text.length);
    }),
    { seed: 1, numRuns: 3000 },
  );
});

const LONG = 300_000;
const repeated: [string, string][] = [
  ["quotes", `'${"''".repeat(LONG)}`],
  ["escapes", `'${"\\n".repeat(LONG)}'`],
  ["lines", "a\n".repeat(LONG)],
  ["one line", "a ".repeat(LONG)],
  ["comments", "/* */ -- x\n".repeat(LONG / 10)],
  ["stages", '@"a""b"/c '.repeat(LONG / 10)],
  ["open stage names", `@${'"a"'.repeat(LONG)}"`],
  ["dollars", "$$ $$ ".repeat(LONG / 10)],
  ["words with f", "file f fi ".repeat(LONG / 10)],
  ["digits", "1".repeat(LONG)],
  ["a long name", "x".repeat(LONG)],
];

// A quadratic lexer needs minutes for these, a linear one well under a second.
it.each(repeated)("reads a very long text of %s in time that grows with its length", (_, text) => {
  const start = performance.now();
  try {
    tokenize(text);
  } catch (error) {
    expect(error).toBeInstanceOf(SnowflakeError);
  }
  expect(performance.now() - start).toBeLessThan(5000);
});
