/** INSERT, UPDATE, DELETE, TRUNCATE. docs.snowflake.com/en/sql-reference/sql-dml */
import type {
  Assignment,
  Delete,
  Insert,
  InsertInto,
  MultiInsert,
  MultiInsertBranch,
  Truncate,
  Update,
} from "../ast/index.ts";
import { parseColumnName } from "./collections.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseFrom, parseTableAlias } from "./from.ts";
import { parseObjectName } from "./names.ts";
import { parseQuery, parseValue } from "./queries.ts";

export function parseInsert(c: Cursor): Insert | MultiInsert {
  const start = c.token;
  c.expect("INSERT");
  const overwrite = c.accept("OVERWRITE");
  const mode = c.acceptAny("ALL", "FIRST");
  if (mode !== undefined) {
    const branches = c.isWords("WHEN") ? parseConditionalBranches(c) : [parseBranch(c, "always")];
    return { kind: "multiInsert", overwrite, mode, branches, source: parseQuery(c), span: c.span(start) };
  }
  c.expect("INTO");
  c.accept("TABLE");
  const target = parseObjectName(c);
  const columns = isColumnList(c) ? c.identifiers() : [];
  return { kind: "insert", overwrite, target, columns, source: parseQuery(c), span: c.span(start) };
}

/** And not a query in parentheses. */
function isColumnList(c: Cursor): boolean {
  return c.isOperator("(") && !c.isOperator("(", 1) && !c.isAnyWord(["SELECT", "WITH", "VALUES"], 1);
}

function parseConditionalBranches(c: Cursor): MultiInsertBranch[] {
  const branches: MultiInsertBranch[] = [];
  while (c.isWords("WHEN")) branches.push(parseBranch(c, "when"));
  if (c.isWords("ELSE")) branches.push(parseBranch(c, "else"));
  return branches;
}

/** docs.snowflake.com/en/sql-reference/sql/insert-multi-table */
function parseBranch(c: Cursor, test: MultiInsertBranch["test"]): MultiInsertBranch {
  const start = c.token;
  let condition: MultiInsertBranch["condition"];
  if (test === "when") {
    c.expect("WHEN");
    condition = parseExpression(c);
    c.expect("THEN");
  } else if (test === "else") c.expect("ELSE");
  const into: InsertInto[] = [];
  do into.push(parseInto(c));
  while (c.isWords("INTO"));
  return { kind: "branch", test, condition, into, span: c.span(start) };
}

function parseInto(c: Cursor): InsertInto {
  const start = c.token;
  c.expect("INTO");
  const target = parseObjectName(c);
  const columns = isColumnList(c) ? c.identifiers() : [];
  // VALUES here is the target's list; a source that begins with VALUES has parentheses around it or follows a list.
  const values = c.accept("VALUES") ? c.parenthesisedList(() => parseValue(c)) : undefined;
  return { kind: "into", target, columns, values, span: c.span(start) };
}

export function parseAssignments(c: Cursor): Assignment[] {
  return c.list(() => {
    const start = c.token;
    const column = parseColumnName(c);
    c.expectOperator("=");
    return { kind: "assignment", column, value: parseValue(c), span: c.span(start) };
  });
}

export function parseUpdate(c: Cursor): Update {
  const start = c.token;
  c.expect("UPDATE");
  const target = parseObjectName(c);
  const alias = parseTableAlias(c);
  c.expect("SET");
  const assignments = parseAssignments(c);
  const from = c.accept("FROM") ? parseFrom(c) : undefined;
  const where = c.accept("WHERE") ? parseExpression(c) : undefined;
  return { kind: "update", target, alias, assignments, from, where, span: c.span(start) };
}

export function parseDelete(c: Cursor): Delete {
  const start = c.token;
  c.expect("DELETE", "FROM");
  const target = parseObjectName(c);
  const alias = parseTableAlias(c);
  const using = c.accept("USING") ? parseFrom(c) : undefined;
  const where = c.accept("WHERE") ? parseExpression(c) : undefined;
  return { kind: "delete", target, alias, using, where, span: c.span(start) };
}

export function parseTruncate(c: Cursor): Truncate {
  const start = c.token;
  c.expect("TRUNCATE");
  const materializedView = c.accept("MATERIALIZED", "VIEW");
  if (!materializedView) c.accept("TABLE");
  const ifExists = c.accept("IF", "EXISTS");
  return { kind: "truncate", materializedView, ifExists, target: parseObjectName(c), span: c.span(start) };
}
