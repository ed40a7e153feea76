/** USE, SET, UNSET, transactions. docs.snowflake.com/en/sql-reference/sql/use, …/set, …/begin */
import type { Begin, Commit, Rollback, SetVariables, UnsetVariables, Use } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseObjectName } from "./names.ts";

export function parseUse(c: Cursor): Use {
  const start = c.token;
  c.expect("USE");
  if (c.accept("SECONDARY", "ROLES")) {
    const word = c.acceptAny("ALL", "NONE");
    const secondaryRoles = word ?? c.list(() => parseObjectName(c));
    return { kind: "use", objectType: undefined, name: undefined, secondaryRoles, span: c.span(start) };
  }
  // `use role`, but also `use warehouse` of a database with that name.
  const typed = c.peek(1).type !== "end" && !c.isOperator(";", 1) && !c.isOperator(".", 1) && !c.isOperator("->>", 1);
  const objectType = typed ? c.acceptAny("DATABASE", "SCHEMA", "WAREHOUSE", "ROLE") : undefined;
  const name = parseObjectName(c);
  return { kind: "use", objectType, name, secondaryRoles: undefined, span: c.span(start) };
}

export function parseSet(c: Cursor): SetVariables {
  const start = c.token;
  c.expect("SET");
  const parenthesised = c.isOperator("(");
  const names = parenthesised ? c.identifiers() : [c.identifier()];
  c.expectOperator("=");
  const first = parseExpression(c);
  const values = parenthesised ? valuesOf(c, names.length, first) : [first];
  return { kind: "set", names, values, parenthesised, span: c.span(start) };
}

/** A row of as many values, or one query for all. */
function valuesOf(c: Cursor, count: number, value: SetVariables["values"][number]): SetVariables["values"] {
  if (value.kind === "subquery") return [value];
  const values = value.kind === "row" ? value.items : value.kind === "paren" ? [value.expression] : [];
  return values.length === count ? values : c.fail(c.previous);
}

export function parseUnset(c: Cursor): UnsetVariables {
  const start = c.token;
  c.expect("UNSET");
  const parenthesised = c.isOperator("(");
  const names = parenthesised ? c.identifiers() : [c.identifier()];
  return { kind: "unset", names, parenthesised, span: c.span(start) };
}

export function parseBegin(c: Cursor): Begin {
  const start = c.token;
  const first = c.expectAny("BEGIN", "START");
  const second = first === "START" ? c.expectAny("TRANSACTION") : c.acceptAny("WORK", "TRANSACTION");
  const name = c.accept("NAME") ? c.identifier() : undefined;
  return { kind: "begin", words: second === undefined ? first : `${first} ${second}`, name, span: c.span(start) };
}

export function parseCommit(c: Cursor): Commit {
  const start = c.token;
  c.expect("COMMIT");
  return { kind: "commit", work: c.accept("WORK"), span: c.span(start) };
}

export function parseRollback(c: Cursor): Rollback {
  const start = c.token;
  c.expect("ROLLBACK");
  return { kind: "rollback", work: c.accept("WORK"), span: c.span(start) };
}
