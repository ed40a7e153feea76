/** Columns and constraints of tables. docs.snowflake.com/en/sql-reference/sql/create-table, …/create-table-constraint */
import type { AutoIncrement, ColumnDefinition, Constraint, ForeignKeyTarget } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression, parseOperand } from "./expressions.ts";
import { parseObjectName, parseString } from "./names.ts";
import { isPolicy, isTags, parsePolicy, parseTags } from "./options.ts";
import { parseType } from "./types.ts";

const TABLE_CONSTRAINTS = ["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"];

/** CONSTRAINT and the like are next, and not a column of such a name. */
export function isTableConstraint(c: Cursor): boolean {
  if (!c.isAnyWord(TABLE_CONSTRAINTS)) return false;
  if (c.isWords("CONSTRAINT")) return true;
  return c.isOperator("(", 1) || c.isWordAt(1, "KEY");
}

/** `constraint pk primary key (a, b) not enforced`. */
export function parseTableConstraint(c: Cursor): Constraint {
  const start = c.token;
  const name = c.accept("CONSTRAINT") ? c.identifier() : undefined;
  return parseConstraintBody(c, start, name, true);
}

function parseConstraintBody(
  c: Cursor,
  start: Cursor["token"],
  name: Constraint["name"],
  ofTable: boolean,
): Constraint {
  const base = {
    kind: "constraint" as const,
    name,
    columns: [],
    references: undefined,
    check: undefined,
    comment: undefined,
  };
  if (c.accept("NOT", "NULL")) return { ...base, constraintType: "NOT NULL", properties: [], span: c.span(start) };
  if (c.accept("NULL")) return { ...base, constraintType: "NULL", properties: [], span: c.span(start) };
  if (c.accept("CHECK")) {
    const check = c.parenthesised(() => parseExpression(c));
    return { ...base, constraintType: "CHECK", check, properties: parseProperties(c), span: c.span(start) };
  }
  const constraintType = parseKeyType(c, ofTable);
  const columns = ofTable ? c.identifiers() : [];
  const references = constraintType === "FOREIGN KEY" ? parseReferences(c) : undefined;
  const properties = parseProperties(c);
  const comment = ofTable && c.accept("COMMENT") ? parseString(c) : undefined;
  return { ...base, constraintType, columns, references, properties, comment, span: c.span(start) };
}

function parseKeyType(c: Cursor, ofTable: boolean): Constraint["constraintType"] {
  if (c.accept("PRIMARY", "KEY")) return "PRIMARY KEY";
  if (c.accept("UNIQUE")) return "UNIQUE";
  // In a column FOREIGN KEY may be left out before REFERENCES.
  if (c.accept("FOREIGN", "KEY") || (!ofTable && c.isWords("REFERENCES"))) return "FOREIGN KEY";
  return c.fail();
}

function parseReferences(c: Cursor): ForeignKeyTarget {
  const start = c.token;
  c.expect("REFERENCES");
  const table = parseObjectName(c);
  const columns = c.isOperator("(") ? c.identifiers() : [];
  const actions: string[] = [];
  for (;;) {
    if (c.accept("MATCH")) actions.push(`MATCH ${c.expectAny("FULL", "SIMPLE", "PARTIAL")}`);
    else if (c.isWords("ON", "UPDATE") || c.isWords("ON", "DELETE")) actions.push(parseReferentialAction(c));
    else break;
  }
  return { kind: "references", table, columns, actions, span: c.span(start) };
}

function parseReferentialAction(c: Cursor): string {
  c.expect("ON");
  const event = c.expectAny("UPDATE", "DELETE");
  const actions = ["CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"];
  const action = actions.find((words) => c.accept(...words.split(" "))) ?? c.fail();
  return `ON ${event} ${action}`;
}

const PROPERTIES = [
  "NOT ENFORCED",
  "ENFORCED",
  "NOT DEFERRABLE",
  "DEFERRABLE",
  "INITIALLY DEFERRED",
  "INITIALLY IMMEDIATE",
  "ENABLE",
  "DISABLE",
  "VALIDATE",
  "NOVALIDATE",
  "RELY",
  "NORELY",
];

function parseProperties(c: Cursor): string[] {
  const properties: string[] = [];
  for (;;) {
    const property = PROPERTIES.find((words) => c.accept(...words.split(" ")));
    if (property === undefined) return properties;
    properties.push(property);
  }
}

/** A column of a table. Its type may be missing where a query gives it. */
export function parseColumnDefinition(c: Cursor): ColumnDefinition {
  const start = c.token;
  const name = c.identifier();
  const typed = c.token.type === "word" && c.isIdentifier() && !startsColumnClause(c);
  const column: ColumnDefinition = {
    kind: "columnDefinition",
    name,
    type: typed ? parseType(c) : undefined,
    collate: undefined,
    default: undefined,
    autoIncrement: undefined,
    computed: undefined,
    notNull: false,
    constraints: [],
    policies: [],
    tags: [],
    comment: undefined,
    span: c.span(start),
  };
  while (parseColumnClause(c, column));
  column.span = c.span(start);
  return column;
}

const COLUMN_CLAUSES = [
  "COLLATE",
  "DEFAULT",
  "AUTOINCREMENT",
  "IDENTITY",
  "CONSTRAINT",
  "PRIMARY",
  "FOREIGN",
  "REFERENCES",
  "COMMENT",
  "MASKING",
  "PROJECTION",
  "TAG",
];

function startsColumnClause(c: Cursor): boolean {
  return c.isAnyWord(COLUMN_CLAUSES);
}

/** Reads one clause into the column; false when none is next. Each may be given once. */
function parseColumnClause(c: Cursor, column: ColumnDefinition): boolean {
  const start = c.token;
  const once = (given: unknown) => {
    if (given !== undefined) c.fail(start);
  };
  if (c.accept("COLLATE")) {
    once(column.collate);
    column.collate = parseString(c);
  } else if (c.accept("DEFAULT")) {
    once(column.default);
    column.default = parseOperand(c);
  } else if (c.isAnyWord(["AUTOINCREMENT", "IDENTITY"])) {
    once(column.autoIncrement);
    column.autoIncrement = parseAutoIncrement(c);
  } else if (c.isWords("AS") && c.isOperator("(", 1)) {
    once(column.computed);
    c.advance();
    column.computed = c.parenthesised(() => parseExpression(c));
  } else if (c.accept("COMMENT")) {
    once(column.comment);
    column.comment = parseString(c);
  } else if (isTags(c)) {
    column.tags.push(...parseTags(c));
  } else if (isPolicy(c)) {
    column.policies.push(parsePolicy(c));
  } else {
    return parseColumnConstraint(c, column);
  }
  return true;
}

function parseColumnConstraint(c: Cursor, column: ColumnDefinition): boolean {
  const isNext = c.isAnyWord(["CONSTRAINT", "NOT", "NULL", "PRIMARY", "UNIQUE", "FOREIGN", "REFERENCES", "CHECK"]);
  if (!isNext) return false;
  const start = c.token;
  const name = c.accept("CONSTRAINT") ? c.identifier() : undefined;
  const constraint = parseConstraintBody(c, start, name, false);
  column.constraints.push(constraint);
  if (constraint.constraintType === "NOT NULL") column.notNull = true;
  return true;
}

function parseAutoIncrement(c: Cursor): AutoIncrement {
  const begin = c.token;
  const word = c.expectAny("AUTOINCREMENT", "IDENTITY");
  const parenthesised = c.isOperator("(");
  let start: string | undefined;
  let step: string | undefined;
  if (parenthesised) {
    c.expectOperator("(");
    start = c.integerText();
    if (c.acceptOperator(",")) step = c.integerText();
    c.expectOperator(")");
  } else {
    // In either order.
    for (;;) {
      if (start === undefined && c.accept("START")) start = signedInteger(c, "WITH");
      else if (step === undefined && c.accept("INCREMENT")) step = signedInteger(c, "BY");
      else break;
    }
  }
  const order = c.acceptAny("ORDER", "NOORDER");
  return { kind: "autoIncrement", word, start, step, parenthesised, order, span: c.span(begin) };
}

/** `[with] [=] 10`. */
export function signedInteger(c: Cursor, noise: "WITH" | "BY"): string {
  c.accept(noise);
  c.acceptOperator("=");
  return c.integerText();
}
