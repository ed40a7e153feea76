/** The WHEN clauses of a MERGE, checked, each with the columns that it sets and where its values stand in the query. */
import type { ColumnDefinition, TableDefinition } from "../catalog/objects.ts";
import { invalidIdentifier, SnowflakeError } from "../errors.ts";
import type { Expression, Merge, MergeClause, Relation } from "../sql/ast/index.ts";
import type { Nodes } from "./nodes.ts";
import type { Compiler } from "./run-dml.ts";
import { sourceNames } from "./source-names.ts";
import { targetColumns } from "./target.ts";
import { assignedColumns } from "./update.ts";

export interface Clause {
  number: number;
  kind: "update" | "delete" | "insert";
  /** `joined`: rows of source with their row of the target, if any. `bySource`: rows of the target without any. */
  from: "joined" | "bySource";
  matched: boolean;
  condition: Expression | undefined;
  columns: readonly ColumnDefinition[];
  /** One per column. */
  values: readonly Expression[];
  /** Index of the first value among the values of all clauses of the same query. */
  firstValue: number;
}

export function planClauses(nodes: Nodes, table: TableDefinition, statement: Merge, compile: Compiler): Clause[] {
  const used = { joined: 0, bySource: 0 };
  const inSource = sourceNames(nodes, table, statement.source);
  return statement.clauses.map((written, number) => {
    const from = written.by === "SOURCE" ? "bySource" : "joined";
    const isInsert = !written.matched && from === "joined";
    const clause = isInsert ? { ...written, condition: inSource(written.condition) } : written;
    const action = actionOf(nodes, table, statement, clause, compile);
    const { kind, columns } = action;
    const values = isInsert ? inSource(action.values) : action.values;
    const planned: Clause = {
      number,
      kind,
      from,
      matched: clause.matched,
      condition: clause.condition,
      columns,
      values,
      firstValue: used[from],
    };
    used[from] += values.length;
    return planned;
  });
}

function actionOf(
  nodes: Nodes,
  table: TableDefinition,
  statement: Merge,
  { action, span }: MergeClause,
  compile: Compiler,
): Pick<Clause, "kind" | "columns" | "values"> {
  switch (action.kind) {
    case "delete":
      return { kind: "delete", columns: [], values: [] };
    case "update":
      return {
        kind: "update",
        columns: assignedColumns(table, action.assignments),
        values: action.assignments.map(({ value }) => value),
      };
    case "insert": {
      const identifiers = action.columns.map(({ parts }) => parts.at(-1) ?? nodes.identifier(""));
      const columns = targetColumns(table, identifiers);
      if (columns.length !== action.values.length) {
        throw new SnowflakeError(
          "002020",
          "21S01",
          `SQL compilation error:\nInsert value list does not match column list expecting ${columns.length} but got ${action.values.length}`,
          span,
        );
      }
      return { kind: "insert", columns, values: action.values };
    }
    case "updateAllByName":
    case "insertAllByName": {
      const kind = action.kind === "updateAllByName" ? "update" : "insert";
      return { kind, columns: table.columns, values: sameNames(nodes, table, statement.source, compile) };
    }
  }
}

/** ALL BY NAME: source and target have the same columns, in any order. */
function sameNames(nodes: Nodes, table: TableDefinition, source: Relation, compile: Compiler): Expression[] {
  const star: Expression & { kind: "star" } = {
    kind: "star",
    span: source.span,
    qualifier: [],
    ilike: undefined,
    exclude: [],
    replace: [],
    rename: [],
  };
  const names = compile.query(nodes.select([star], source)).columns.map(({ name }) => name);
  const odd = [
    ...names.filter((name) => !table.columns.some((column) => column.name === name)),
    ...table.columns.map(({ name }) => name).filter((name) => !names.includes(name)),
  ];
  if (odd[0] !== undefined) throw invalidIdentifier(source.span, odd[0]);
  const qualifier = sourceName(source);
  return table.columns.map(({ name }) => nodes.column(...(qualifier === undefined ? [] : [qualifier]), name));
}

function sourceName(source: Relation): string | undefined {
  if (source.kind === "join") return undefined;
  if (source.alias !== undefined) return source.alias.name.value;
  return source.kind === "table" ? source.name.parts.at(-1)?.value : undefined;
}
