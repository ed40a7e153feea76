/** What may follow a relation: PIVOT, UNPIVOT, SAMPLE, MATCH_RECOGNIZE. docs.snowflake.com/en/sql-reference/constructs/pivot */
import type { PivotRelation, Relation, SampleRelation, UnpivotRelation } from "../ast/index.ts";
import { parseColumnName } from "./collections.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseTableAlias } from "./from.ts";
import { parseMatchRecognize } from "./match-recognize.ts";
import { isQueryStart, parseOrderBy, parseQuery } from "./queries.ts";
import { parseSelectExpression } from "./select.ts";

export function parseSuffixes(c: Cursor, source: Relation): Relation {
  let relation = source;
  for (let links = 0; ; links += 1) {
    c.limit(links);
    const { type, value } = c.token;
    if (type !== "word") return relation;
    if (value === "PIVOT" && c.isOperator("(", 1)) relation = parsePivot(c, relation);
    else if (value === "UNPIVOT") relation = parseUnpivot(c, relation);
    else if (value === "SAMPLE" || value === "TABLESAMPLE") relation = parseSample(c, relation);
    else if (value === "MATCH_RECOGNIZE" && c.isOperator("(", 1)) relation = parseMatchRecognize(c, relation);
    else return relation;
  }
}

function parsePivot(c: Cursor, source: Relation): PivotRelation {
  c.expect("PIVOT");
  c.expectOperator("(");
  const aggregates = c.list(() => parseSelectExpression(c));
  c.expect("FOR");
  const column = parseColumnName(c);
  c.expect("IN");
  const values = c.parenthesised(() => parsePivotValues(c));
  const defaultOnNull = c.accept("DEFAULT", "ON", "NULL") ? c.parenthesised(() => parseExpression(c)) : undefined;
  c.expectOperator(")");
  const alias = parseTableAlias(c);
  return { kind: "pivot", source, aggregates, column, values, defaultOnNull, alias, span: c.spanSince(source) };
}

function parsePivotValues(c: Cursor): PivotRelation["values"] {
  if (c.accept("ANY")) return { form: "any", orderBy: c.isWords("ORDER", "BY") ? parseOrderBy(c) : undefined };
  if (isQueryStart(c)) return { form: "query", query: parseQuery(c) };
  return { form: "list", items: c.list(() => parseSelectExpression(c)) };
}

/** docs.snowflake.com/en/sql-reference/constructs/unpivot */
function parseUnpivot(c: Cursor, source: Relation): UnpivotRelation {
  c.expect("UNPIVOT");
  const nulls = c.acceptAny("INCLUDE", "EXCLUDE");
  if (nulls !== undefined) c.expect("NULLS");
  c.expectOperator("(");
  const valueColumn = c.identifier();
  c.expect("FOR");
  const nameColumn = c.identifier();
  c.expect("IN");
  const columns = c.parenthesisedList(() => parseSelectExpression(c));
  c.expectOperator(")");
  const alias = parseTableAlias(c);
  return { kind: "unpivot", source, nulls, valueColumn, nameColumn, columns, alias, span: c.spanSince(source) };
}

/** docs.snowflake.com/en/sql-reference/constructs/sample */
function parseSample(c: Cursor, source: Relation): SampleRelation {
  c.expectAny("SAMPLE", "TABLESAMPLE");
  const method = c.acceptAny("BERNOULLI", "ROW", "SYSTEM", "BLOCK");
  c.expectOperator("(");
  const amount = parseExpression(c);
  const rows = c.accept("ROWS");
  c.expectOperator(")");
  const seed = c.acceptAny("SEED", "REPEATABLE") ? c.parenthesised(() => parseExpression(c)) : undefined;
  const alias = parseTableAlias(c);
  return { kind: "sample", source, method, amount, rows, seed, alias, span: c.spanSince(source) };
}
