/** CREATE VIEW and CREATE SEQUENCE. docs.snowflake.com/en/sql-reference/sql/create-view, …/create-sequence */
import type { CreateSequence, CreateView, Expression } from "../ast/index.ts";
import { parseColumnDefinition, signedInteger } from "./columns.ts";
import type { CreateHead } from "./create.ts";
import { parseClusterBy } from "./create-table.ts";
import type { Cursor } from "./cursor.ts";
import { acceptFlag, isOption, isPolicy, isTags, parseOption, parsePolicy, parseTags } from "./options.ts";
import { parseQuery } from "./queries.ts";

export function parseCreateView(c: Cursor, head: CreateHead, materialized: boolean): CreateView {
  const { name, ifNotExists } = head.parseName();
  const { modifiers, start, base } = head;
  let columns: CreateView["columns"] | undefined;
  const policies: CreateView["policies"] = [];
  let clusterBy: Expression[] | undefined;
  for (;;) {
    // After the name, or after COPY GRANTS and other options.
    if (columns === undefined && c.isOperator("(")) columns = c.parenthesisedList(() => parseColumnDefinition(c));
    const flag = acceptFlag(c, "COPY", "GRANTS");
    if (flag !== undefined) base.options.push(flag);
    else if (isOption(c)) base.options.push(parseOption(c));
    else if (isTags(c)) base.tags.push(...parseTags(c));
    else if (isPolicy(c)) policies.push(parsePolicy(c));
    else if (clusterBy === undefined && c.accept("CLUSTER", "BY")) clusterBy = parseClusterBy(c);
    else break;
  }
  c.expect("AS");
  const query = parseQuery(c);
  return {
    kind: "createView",
    secure: modifiers.includes("SECURE"),
    recursive: modifiers.includes("RECURSIVE"),
    materialized,
    modifiers,
    ...base,
    name,
    ifNotExists,
    columns: columns ?? [],
    clusterBy,
    policies,
    query,
    span: c.span(start),
  };
}

export function parseCreateSequence(c: Cursor, head: CreateHead): CreateSequence {
  const { name, ifNotExists } = head.parseName();
  const { base } = head;
  c.accept("WITH");
  let start: string | undefined;
  let increment: string | undefined;
  let order: CreateSequence["order"];
  for (;;) {
    if (start === undefined && c.accept("START")) start = signedInteger(c, "WITH");
    else if (increment === undefined && c.accept("INCREMENT")) increment = signedInteger(c, "BY");
    else if (order === undefined && c.isAnyWord(["ORDER", "NOORDER"])) order = c.expectAny("ORDER", "NOORDER");
    else if (isOption(c)) base.options.push(parseOption(c));
    else if (!c.isOperator(",") || c.peek(1).type !== "word") break;
    else c.advance();
  }
  return { kind: "createSequence", ...base, name, ifNotExists, start, increment, order, span: c.span(head.start) };
}
