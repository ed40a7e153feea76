/** Compares trees without positions, and texts by the tokens that carry meaning. */
import type { Statement } from "../../../../local/snowflake/sql/ast/index.ts";
import { tokenize } from "../../../../local/snowflake/sql/lexer.ts";
import type { Token } from "../../../../local/snowflake/sql/tokens.ts";

/** Text as written, of bodies: the printer writes the tree. */
const AS_WRITTEN = ["span", "bodyText", "conditionText", "actionText"];

/** The tree as JSON, without positions and without the texts of bodies that are in the tree too. */
export function shape(tree: unknown): string {
  return JSON.stringify(tree, (key, value) => {
    if (AS_WRITTEN.includes(key)) return undefined;
    const isBlockBody =
      value !== null && typeof value === "object" && value.kind === "routineBody" && value.form === "block";
    return isBlockBody ? { ...value, text: "" } : value;
  });
}

/** Words that Snowflake's grammar lets one leave out or write, with the same meaning. The printer leaves them out. */
const NOISE = new Set(
  "AS INNER OUTER WITH BY COLUMN ROWS ROW ONLY TABLE LINEAR NEXT FIRST LANGUAGE SQL CASE ;".split(" "),
);
const SYNONYMS = new Map(
  Object.entries({
    MINUS: "EXCEPT",
    SOME: "ANY",
    "!=": "<>",
    TABLESAMPLE: "SAMPLE",
    REPEATABLE: "SEED",
    DESC: "DESCRIBE",
    MODIFY: "ALTER",
    TEMP: "TEMPORARY",
  }),
);

/** Clauses of these may stand in any order, with `=` and commas that mean nothing; the tree holds them by name. */
const FREE_ORDER = /^(create|alter|copyInto|copyFiles)/;

/** The tokens that must survive printing: in order, or as a sorted bag where the order of clauses is free. */
export function essence(text: string, kind: Statement["kind"]): string[] {
  const tokens = withoutOptionalParts(tokenize(text).filter(({ type }) => type !== "end"));
  const free = FREE_ORDER.test(kind);
  const kept = tokens.flatMap((token, index) => spell(token, tokens[index + 1], free));
  return free ? kept.sort() : kept;
}

/** A comma between options means nothing, `exclude (a)` is `exclude a`, `foreign key references t` is `references t`, `set not null` is `not null`. */
function withoutOptionalParts(tokens: Token[]): Token[] {
  const dropped = new Set<Token>();
  for (const [index, token] of tokens.entries()) {
    const [next, afterNext] = [tokens[index + 1], tokens[index + 2]];
    if (token.value === "," && next?.type === "word" && afterNext?.value === "=") dropped.add(token);
    if (token.type !== "word") continue;
    if ((token.value === "EXCLUDE" || token.value === "RENAME") && next?.value === "(") {
      dropped.add(next);
      const close = tokens.slice(index + 2).find(({ value }) => value === ")");
      if (close !== undefined) dropped.add(close);
    }
    if (token.value === "SET" && ["NOT", "INCREMENT", "ORDER", "NOORDER"].includes(next?.value ?? ""))
      dropped.add(token);
    if (token.value === "FOREIGN" && next?.value === "KEY" && afterNext?.value === "REFERENCES")
      dropped.add(token).add(next);
  }
  return tokens.filter((token) => !dropped.has(token));
}

function spell(token: Token, next: Token | undefined, free: boolean): string[] {
  const { type, value } = token;
  if (type === "word" || type === "operator") {
    const word = SYNONYMS.get(value) ?? value;
    if (NOISE.has(word)) return [];
    const beforeFrom = next?.type === "word" && (next.value === "FROM" || next.value === "INTO");
    if (value === "," && (free || beforeFrom)) return [];
    if (free && (value === "=" || value === "(" || value === ")")) return [];
    return [word];
  }
  return [`${type === "dollar" ? "string" : type}:${value}`];
}
