/** Drops, doubles and swaps tokens of the corpus: a mutant is an error, or what is printed has every token that was written. */
import { expect, it } from "vitest";
import { SnowflakeError } from "../../../../local/snowflake/errors.ts";
import { tokenize } from "../../../../local/snowflake/sql/lexer.ts";
import { parseStatement } from "../../../../local/snowflake/sql/parser/index.ts";
import { printStatement } from "../../../../local/snowflake/sql/print/index.ts";
import { essence, shape } from "./compare.ts";
import { corpus } from "./corpus.ts";

/** Tokens with the white space before each, so that a mutant keeps what stood together. */
function pieces(sql: string): string[] {
  let end = 0;
  return tokenize(sql)
    .filter(({ type }) => type !== "end")
    .map((token) => {
      const gap = token.start > end ? " " : "";
      end = token.end;
      return gap + sql.slice(token.start, token.end);
    });
}

const mutations: Record<string, (parts: string[], at: number) => string[]> = {
  drop: (parts, at) => parts.toSpliced(at, 1),
  double: (parts, at) => parts.toSpliced(at, 0, ` ${parts[at]} `),
  "double a clause of two": (parts, at) => repeat(parts, at, 2),
  "double a clause of three": (parts, at) => repeat(parts, at, 3),
  "double a clause of five": (parts, at) => repeat(parts, at, 5),
  "insert a comma": (parts, at) => parts.toSpliced(at, 0, " , "),
  "insert a word": (parts, at) => parts.toSpliced(at, 0, " x "),
  "insert a string": (parts, at) => parts.toSpliced(at, 0, " 'x' "),
  swap: (parts, at) => parts.toSpliced(at, 2, ` ${parts[at + 1] ?? ""} `, ` ${parts[at]} `),
};

/** Clauses that may be given once must not silently replace each other. */
function repeat(parts: string[], at: number, length: number): string[] {
  const run = parts.slice(at, at + length).join("");
  return parts.toSpliced(at, 0, ` ${run} `);
}

/** Every token of short statements; an even spread of long ones. */
const MAX_PLACES = 40;

it.each(Object.keys(mutations))("refuses or keeps every token when one is changed: %s", (name) => {
  const mutate = mutations[name]!;
  const lost: string[] = [];
  let kept = 0;
  let refused = 0;
  for (const { sql } of corpus) {
    const parts = pieces(sql);
    const step = Math.max(1, parts.length / MAX_PLACES);
    for (let place = 0; place < parts.length; place += step) {
      const mutant = mutate(parts, Math.floor(place)).join("");
      const outcome = check(mutant);
      if (outcome === "kept") kept += 1;
      else if (outcome === "refused") refused += 1;
      else lost.push(`${mutant}\n   printed: ${outcome}`);
    }
  }
  expect(lost.slice(0, 20)).toEqual([]);
  expect(kept).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(1000);
});

function check(mutant: string): string {
  try {
    const tree = parseStatement(mutant);
    const printed = printStatement(tree);
    const same = essence(printed, tree.kind).join(" ") === essence(mutant, tree.kind).join(" ");
    return same && shape(parseStatement(printed)) === shape(tree) ? "kept" : printed;
  } catch (error) {
    if (error instanceof SnowflakeError) return "refused";
    throw error;
  }
}
