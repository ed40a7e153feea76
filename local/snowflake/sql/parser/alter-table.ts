/** Actions on tables, views and dynamic tables. docs.snowflake.com/en/sql-reference/sql/alter-table, …/alter-table-column */
import type { AlterAction, ColumnChange, Identifier } from "../ast/index.ts";
import { parseAction } from "./alter-actions.ts";
import { isTableConstraint, parseColumnDefinition, parseTableConstraint } from "./columns.ts";
import { parseClusterBy } from "./create-table.ts";
import type { Cursor } from "./cursor.ts";
import { parseOperand } from "./expressions.ts";
import { parseObjectName, parseString } from "./names.ts";
import { expectPolicyType, parsePolicy, parseTag, policyTypeAt } from "./options.ts";
import { parseType } from "./types.ts";

/** One clause; ALTER (a …, b …) and MODIFY a …, b … give one action for each column. */
export function parseTableAction(c: Cursor): AlterAction[] {
  const start = c.token;
  const one = (action: Omit<AlterAction, "span">) => [{ ...action, span: c.span(start) } as AlterAction];
  if (c.accept("SWAP", "WITH")) return one({ kind: "swapWith", other: parseObjectName(c) } as AlterAction);
  if (c.accept("RENAME", "COLUMN")) return one(parseRenameColumn(c, "renameColumn"));
  if (c.accept("RENAME", "CONSTRAINT")) return one(parseRenameColumn(c, "renameConstraint"));
  if (c.accept("CLUSTER", "BY")) return one({ kind: "clusterBy", expressions: parseClusterBy(c) } as AlterAction);
  if (c.accept("DROP", "CLUSTERING", "KEY")) return one({ kind: "dropClusteringKey" } as AlterAction);
  if (c.isWords("ADD") && !isSearchOptimization(c)) return one(parseAdd(c));
  if (c.isWords("DROP") && !isSearchOptimization(c)) return one(parseTableDrop(c));
  if ((c.isWords("ALTER") || c.isWords("MODIFY")) && !c.isAnyWord(["AS", "WHEN"], 1)) return parseAlterColumns(c);
  return [parseAction(c, "alterTable")];
}

function isSearchOptimization(c: Cursor): boolean {
  return c.isWordAt(1, "SEARCH") && c.isWordAt(2, "OPTIMIZATION");
}

type Unplaced = Omit<AlterAction, "span">;

function parseRenameColumn(c: Cursor, kind: "renameColumn" | "renameConstraint"): Unplaced {
  const from = c.identifier();
  c.expect("TO");
  const action = { kind, from, to: c.identifier() };
  return action;
}

function parseAdd(c: Cursor): Unplaced {
  c.expect("ADD");
  if (policyTypeAt(c) !== undefined) {
    const action = { kind: "addPolicy" as const, policy: parsePolicy(c) };
    return action;
  }
  if (isTableConstraint(c)) {
    const action = { kind: "addConstraint" as const, constraint: parseTableConstraint(c) };
    return action;
  }
  const word = c.accept("COLUMN");
  const parseAdded = () => ({ ifNotExists: c.accept("IF", "NOT", "EXISTS"), ...parseColumnDefinition(c) });
  const columns = [parseAdded()];
  // A comma is followed by another column or by another ADD.
  while (c.isOperator(",") && !c.isAnyWord(["ADD", "DROP", "ALTER", "MODIFY"], 1)) {
    c.advance();
    columns.push(parseAdded());
  }
  const action = { kind: "addColumns" as const, columns, word };
  return action;
}

function parseTableDrop(c: Cursor): Unplaced {
  c.expect("DROP");
  if (c.accept("ALL", "ROW", "ACCESS", "POLICIES")) {
    const action = { kind: "dropPolicy" as const, policyType: "ROW ACCESS" as const, name: undefined, all: true };
    return action;
  }
  if (policyTypeAt(c) !== undefined) {
    const action = {
      kind: "dropPolicy" as const,
      policyType: expectPolicyType(c),
      name: parseObjectName(c),
      all: false,
    };
    return action;
  }
  if (isConstraintDrop(c)) return parseDropConstraint(c);
  const word = c.accept("COLUMN");
  const ifExists = c.accept("IF", "EXISTS");
  const columns = c.list(() => c.identifier());
  const action = { kind: "dropColumns" as const, ifExists, columns, word };
  return action;
}

function isConstraintDrop(c: Cursor): boolean {
  return c.isAnyWord(["CONSTRAINT", "UNIQUE"]) || c.isWords("PRIMARY", "KEY") || c.isWords("FOREIGN", "KEY");
}

function parseDropConstraint(c: Cursor): Unplaced {
  const target = c.accept("CONSTRAINT")
    ? ("CONSTRAINT" as const)
    : c.accept("PRIMARY", "KEY")
      ? ("PRIMARY KEY" as const)
      : c.accept("FOREIGN", "KEY")
        ? ("FOREIGN KEY" as const)
        : ("UNIQUE" as const);
  if (target === "UNIQUE") c.expect("UNIQUE");
  const name = target === "CONSTRAINT" ? c.identifier() : undefined;
  const columns = c.isOperator("(") ? c.identifiers() : [];
  const action = {
    kind: "dropConstraint" as const,
    target,
    name,
    columns,
    behaviour: c.acceptAny("CASCADE", "RESTRICT"),
  };
  return action;
}

/** `alter [column] a set not null, [column] b drop default`, also in parentheses. */
function parseAlterColumns(c: Cursor): AlterAction[] {
  c.expectAny("ALTER", "MODIFY");
  if (c.isOperator("(")) return c.parenthesisedList(() => parseAlterColumn(c));
  const actions = [parseAlterColumn(c)];
  while (c.isOperator(",") && !c.isAnyWord(["ADD", "DROP", "ALTER", "MODIFY"], 1)) {
    c.advance();
    actions.push(parseAlterColumn(c));
  }
  return actions;
}

function parseAlterColumn(c: Cursor): AlterAction {
  const start = c.token;
  c.accept("COLUMN");
  const column: Identifier = c.identifier();
  const change = parseColumnChange(c);
  return { kind: "alterColumn", column, change, span: c.span(start) };
}

function parseColumnChange(c: Cursor): ColumnChange {
  if (c.accept("SET")) return parseColumnSet(c);
  if (c.accept("DROP")) {
    if (c.accept("DEFAULT")) return { change: "dropDefault" };
    c.expect("NOT", "NULL");
    return { change: "dropNotNull" };
  }
  if (c.accept("UNSET")) {
    if (c.accept("COMMENT")) return { change: "unsetComment" };
    if (c.accept("TAG")) return { change: "unsetTags", tags: c.list(() => parseObjectName(c)) };
    return { change: "unsetPolicy", policyType: expectPolicyType(c) };
  }
  if (c.accept("COMMENT")) return { change: "setComment", comment: parseString(c) };
  if (c.accept("NOT", "NULL")) return { change: "setNotNull" };
  const words = c.accept("TYPE") ? "TYPE" : "";
  return { change: "setType", type: parseType(c), words };
}

function parseColumnSet(c: Cursor): ColumnChange {
  if (c.accept("DEFAULT")) return { change: "setDefault", value: parseOperand(c) };
  if (c.accept("NOT", "NULL")) return { change: "setNotNull" };
  if (c.accept("TAG")) return { change: "setTags", tags: c.list(() => parseTag(c)) };
  if (policyTypeAt(c) !== undefined) return { change: "setPolicy", policy: parsePolicy(c), force: c.accept("FORCE") };
  c.expect("DATA", "TYPE");
  return { change: "setType", type: parseType(c), words: "SET DATA TYPE" };
}
