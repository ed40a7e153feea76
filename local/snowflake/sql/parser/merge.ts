/** MERGE. docs.snowflake.com/en/sql-reference/sql/merge */
import type { Merge, MergeAction, MergeClause } from "../ast/index.ts";
import { parseColumnName } from "./collections.ts";
import type { Cursor } from "./cursor.ts";
import { parseAssignments } from "./dml.ts";
import { parseExpression } from "./expressions.ts";
import { parseRelation, parseTableAlias } from "./from.ts";
import { parseObjectName } from "./names.ts";
import { parseValue } from "./queries.ts";

export function parseMerge(c: Cursor): Merge {
  const start = c.token;
  c.expect("MERGE", "INTO");
  const target = parseObjectName(c);
  const alias = parseTableAlias(c);
  c.expect("USING");
  const source = parseRelation(c);
  c.expect("ON");
  const on = parseExpression(c);
  const clauses: MergeClause[] = [];
  do clauses.push(parseClause(c));
  while (c.isWords("WHEN"));
  return { kind: "merge", target, alias, source, on, clauses, span: c.span(start) };
}

function parseClause(c: Cursor): MergeClause {
  const start = c.token;
  c.expect("WHEN");
  const matched = !c.accept("NOT");
  c.expect("MATCHED");
  const by = !matched && c.accept("BY") ? c.expectAny("SOURCE", "TARGET") : undefined;
  const condition = c.accept("AND") ? parseExpression(c) : undefined;
  c.expect("THEN");
  const action = matched || by === "SOURCE" ? parseMatchedAction(c) : parseInsertAction(c);
  return { kind: "mergeClause", matched, by, condition, action, span: c.span(start) };
}

function parseMatchedAction(c: Cursor): MergeAction {
  if (c.accept("DELETE")) return { kind: "delete" };
  if (c.accept("UPDATE", "ALL", "BY", "NAME")) return { kind: "updateAllByName" };
  c.expect("UPDATE", "SET");
  return { kind: "update", assignments: parseAssignments(c) };
}

function parseInsertAction(c: Cursor): MergeAction {
  if (c.accept("INSERT", "ALL", "BY", "NAME")) return { kind: "insertAllByName" };
  c.expect("INSERT");
  const columns = c.isOperator("(") ? c.parenthesisedList(() => parseColumnName(c)) : [];
  c.expect("VALUES");
  return { kind: "insert", columns, values: c.parenthesisedList(() => parseValue(c)) };
}
