/** MATCH_RECOGNIZE, read so that it can be refused by name. docs.snowflake.com/en/sql-reference/constructs/match_recognize */
import type { Identifier, MatchRecognizeRelation, Relation } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseTableAlias } from "./from.ts";
import { parseOrderBy } from "./queries.ts";

export function parseMatchRecognize(c: Cursor, source: Relation): MatchRecognizeRelation {
  c.expect("MATCH_RECOGNIZE");
  c.expectOperator("(");
  const partitionBy = c.accept("PARTITION", "BY") ? c.list(() => parseExpression(c)) : [];
  const orderBy = c.isWords("ORDER", "BY") ? parseOrderBy(c) : undefined;
  const measures = c.accept("MEASURES") ? c.list(() => parseMeasure(c)) : [];
  const rowsPerMatch = c.isWords("ONE", "ROW") || c.isWords("ALL", "ROWS") ? parseRowsPerMatch(c) : undefined;
  const afterMatch = c.accept("AFTER", "MATCH") ? parseAfterMatch(c) : undefined;
  c.expect("PATTERN");
  const pattern = parsePattern(c);
  const subsets = c.accept("SUBSET") ? c.list(() => parseSubset(c)) : [];
  c.expect("DEFINE");
  const definitions = c.list(() => parseDefinition(c));
  c.expectOperator(")");
  return {
    kind: "matchRecognize",
    source,
    partitionBy,
    orderBy,
    measures,
    rowsPerMatch,
    afterMatch,
    pattern,
    subsets,
    definitions,
    alias: parseTableAlias(c),
    span: c.spanSince(source),
  };
}

function parseMeasure(c: Cursor): MatchRecognizeRelation["measures"][number] {
  const semantics = c.acceptAny("FINAL", "RUNNING");
  const expression = parseExpression(c);
  c.accept("AS");
  return { semantics, expression, alias: c.identifier() };
}

function parseRowsPerMatch(c: Cursor): string {
  if (c.accept("ONE", "ROW", "PER", "MATCH")) return "ONE ROW PER MATCH";
  c.expect("ALL", "ROWS", "PER", "MATCH");
  const suffixes = ["SHOW EMPTY MATCHES", "OMIT EMPTY MATCHES", "WITH UNMATCHED ROWS"];
  const suffix = suffixes.find((each) => c.accept(...each.split(" ")));
  return suffix === undefined ? "ALL ROWS PER MATCH" : `ALL ROWS PER MATCH ${suffix}`;
}

function parseAfterMatch(c: Cursor): string {
  c.expect("SKIP");
  if (c.accept("PAST", "LAST", "ROW")) return "PAST LAST ROW";
  if (c.accept("TO", "NEXT", "ROW")) return "TO NEXT ROW";
  c.expect("TO");
  const side = c.acceptAny("FIRST", "LAST");
  const { value } = c.identifier();
  return side === undefined ? `TO ${value}` : `TO ${side} ${value}`;
}

/** Everything up to the closing parenthesis. */
function parsePattern(c: Cursor): string[] {
  c.expectOperator("(");
  const tokens: string[] = [];
  for (let depth = 1; ; ) {
    if (c.isOperator("(")) depth += 1;
    if (c.isOperator(")")) depth -= 1;
    if (depth === 0) break;
    const token = c.token;
    if (!["operator", "word", "quoted", "number"].includes(token.type) || c.isOperator(";")) c.fail();
    c.advance();
    tokens.push(token.type === "word" ? token.value : c.text.slice(token.start, token.end));
  }
  c.advance();
  return tokens;
}

function parseSubset(c: Cursor): { name: Identifier; members: Identifier[] } {
  const name = c.identifier();
  c.expectOperator("=");
  return { name, members: c.identifiers() };
}

function parseDefinition(c: Cursor): {
  name: Identifier;
  condition: MatchRecognizeRelation["definitions"][number]["condition"];
} {
  const name = c.identifier();
  c.expect("AS");
  return { name, condition: parseExpression(c) };
}
