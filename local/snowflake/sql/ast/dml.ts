/** INSERT, UPDATE, DELETE, MERGE, TRUNCATE. */
import type { ColumnReference, Expression } from "./expressions.ts";
import type { Identifier, ObjectName, SyntaxNode } from "./node.ts";
import type { Query, Relation, TableAlias } from "./queries.ts";

export interface Insert extends SyntaxNode {
  kind: "insert";
  overwrite: boolean;
  target: ObjectName;
  /** Empty: all columns in order. */
  columns: Identifier[];
  /** A VALUES source is a query whose body is `values`; DEFAULT may stand in its rows. */
  source: Query;
}

export interface InsertInto extends SyntaxNode {
  kind: "into";
  target: ObjectName;
  columns: Identifier[];
  /** Undefined: the query's columns in order. */
  values: Expression[] | undefined;
}

export interface MultiInsertBranch extends SyntaxNode {
  kind: "branch";
  /** `always` has no condition: unconditional multi-table insert. */
  test: "when" | "else" | "always";
  condition: Expression | undefined;
  into: InsertInto[];
}

/** `insert all|first …`. */
export interface MultiInsert extends SyntaxNode {
  kind: "multiInsert";
  overwrite: boolean;
  mode: "ALL" | "FIRST";
  branches: MultiInsertBranch[];
  source: Query;
}

export interface Assignment extends SyntaxNode {
  kind: "assignment";
  column: ColumnReference;
  value: Expression;
}

export interface Update extends SyntaxNode {
  kind: "update";
  target: ObjectName;
  alias: TableAlias | undefined;
  assignments: Assignment[];
  from: Relation | undefined;
  where: Expression | undefined;
}

export interface Delete extends SyntaxNode {
  kind: "delete";
  target: ObjectName;
  alias: TableAlias | undefined;
  using: Relation | undefined;
  where: Expression | undefined;
}

export type MergeAction =
  | { kind: "delete" }
  | { kind: "update"; assignments: Assignment[] }
  | { kind: "updateAllByName" }
  | { kind: "insert"; columns: ColumnReference[]; values: Expression[] }
  | { kind: "insertAllByName" };

export interface MergeClause extends SyntaxNode {
  kind: "mergeClause";
  matched: boolean;
  /** NOT MATCHED BY SOURCE|TARGET. */
  by: "SOURCE" | "TARGET" | undefined;
  condition: Expression | undefined;
  action: MergeAction;
}

export interface Merge extends SyntaxNode {
  kind: "merge";
  target: ObjectName;
  alias: TableAlias | undefined;
  source: Relation;
  on: Expression;
  clauses: MergeClause[];
}

export interface Truncate extends SyntaxNode {
  kind: "truncate";
  materializedView: boolean;
  ifExists: boolean;
  target: ObjectName;
}

export type DmlStatement = Insert | MultiInsert | Update | Delete | Merge | Truncate;
