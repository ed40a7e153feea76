/** CREATE TABLE and CREATE DYNAMIC TABLE. docs.snowflake.com/en/sql-reference/sql/create-table, …/create-dynamic-table */
import type {
  CreateDynamicTable,
  CreateTable,
  Expression,
  Identifier,
  Option,
  Persistence,
  TableSource,
} from "../ast/index.ts";
import { isTableConstraint, parseColumnDefinition, parseTableConstraint } from "./columns.ts";
import type { CreateHead } from "./create.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseObjectName } from "./names.ts";
import { acceptFlag, isOption, isPolicy, isTags, parseOption, parsePolicy, parseTags } from "./options.ts";
import { parseQuery } from "./queries.ts";
import { parseTimeTravel } from "./time-travel.ts";

/** What stands between the name and the query of anything table-like. */
interface TableClauses {
  columns: CreateTable["columns"];
  constraints: CreateTable["constraints"];
  indexes: CreateTable["indexes"];
  clusterBy: Expression[] | undefined;
  partitionBy: Identifier[];
  policies: CreateTable["policies"];
  tags: CreateTable["tags"];
  options: CreateTable["options"];
  source: TableSource;
}

const PERSISTENCE: Record<string, Persistence> = {
  TEMP: "TEMPORARY",
  TEMPORARY: "TEMPORARY",
  VOLATILE: "TEMPORARY",
  TRANSIENT: "TRANSIENT",
};

export function persistenceOf(modifiers: readonly string[]): Persistence {
  return modifiers.map((word) => PERSISTENCE[word]).find((each) => each !== undefined) ?? "PERMANENT";
}

export function parseCreateTable(c: Cursor, head: CreateHead, tableType: CreateTable["tableType"]): CreateTable {
  const { name, ifNotExists } = head.parseName();
  const { modifiers, start, base } = head;
  const clauses = parseTableClauses(c);
  const persistence = persistenceOf(modifiers);
  return {
    kind: "createTable",
    tableType,
    persistence,
    modifiers,
    ...base,
    name,
    ifNotExists,
    ...clauses,
    span: c.span(start),
  };
}

export function parseCreateDynamicTable(c: Cursor, head: CreateHead): CreateDynamicTable {
  const { name, ifNotExists } = head.parseName();
  const { modifiers, start, base } = head;
  const { constraints, indexes, partitionBy, ...clauses } = parseTableClauses(c);
  if (constraints.length + indexes.length + partitionBy.length > 0) c.fail(start);
  const persistence = persistenceOf(modifiers);
  return {
    kind: "createDynamicTable",
    persistence,
    modifiers,
    ...base,
    name,
    ifNotExists,
    ...clauses,
    span: c.span(start),
  };
}

function parseTableClauses(c: Cursor): TableClauses {
  const clauses: TableClauses = {
    columns: [],
    constraints: [],
    indexes: [],
    clusterBy: undefined,
    partitionBy: [],
    policies: [],
    tags: [],
    options: [],
    source: { form: "columns" },
  };
  if (c.isOperator("(")) c.parenthesised(() => parseTableElements(c, clauses));
  while (parseTableClause(c, clauses));
  return clauses;
}

function parseTableElements(c: Cursor, clauses: TableClauses): void {
  do {
    if (isTableConstraint(c)) clauses.constraints.push(parseTableConstraint(c));
    else if (c.isWords("INDEX") && c.isOperator("(", 2)) clauses.indexes.push(parseIndex(c));
    else clauses.columns.push(parseColumnDefinition(c));
  } while (c.acceptOperator(","));
}

function parseIndex(c: Cursor): CreateTable["indexes"][number] {
  c.expect("INDEX");
  const name = c.identifier();
  const columns = c.identifiers();
  return { name, columns, include: c.accept("INCLUDE") ? c.identifiers() : [] };
}

function parseTableClause(c: Cursor, clauses: TableClauses): boolean {
  const flag = acceptFlag(c, "COPY", "GRANTS") ?? acceptFlag(c, "COPY", "TAGS") ?? acceptFlag(c, "REQUIRE", "USER");
  if (flag !== undefined) clauses.options.push(flag);
  else if (isOption(c) || (c.isWords("WITH") && c.isOperator("=", 2))) clauses.options.push(parseTableOption(c));
  else if (clauses.clusterBy === undefined && c.accept("CLUSTER", "BY")) clauses.clusterBy = parseClusterBy(c);
  else if (clauses.partitionBy.length === 0 && c.accept("PARTITION", "BY")) clauses.partitionBy = c.identifiers();
  else if (isTags(c)) clauses.tags.push(...parseTags(c));
  else if (isPolicy(c)) clauses.policies.push(parsePolicy(c));
  else if (clauses.source.form === "columns") return parseTableSource(c, clauses);
  else return false;
  return true;
}

/** WITH before an option means nothing. */
function parseTableOption(c: Cursor): Option {
  c.accept("WITH");
  return parseOption(c);
}

function parseTableSource(c: Cursor, clauses: TableClauses): boolean {
  if (c.accept("AS")) clauses.source = { form: "query", query: parseQuery(c) };
  else if (c.accept("LIKE")) clauses.source = { form: "like", name: parseObjectName(c) };
  else if (c.accept("CLONE")) clauses.source = { form: "clone", name: parseObjectName(c), travel: parseTimeTravel(c) };
  else if (c.accept("USING", "TEMPLATE")) clauses.source = { form: "template", query: parseExpression(c) };
  else return false;
  return true;
}

/** `(a, to_date(b))`, also `linear (a)`. */
export function parseClusterBy(c: Cursor): Expression[] {
  c.accept("LINEAR");
  return c.parenthesisedList(() => parseExpression(c));
}
