/** The queries that find what a MERGE does: which clause takes a row, and the values that it gives. */
import type { TableDefinition } from "../catalog/objects.ts";
import type { Expression, Merge, Query } from "../sql/ast/index.ts";
import { ROW_ID } from "../storage/port.ts";
import type { Clause } from "./merge-clauses.ts";
import { isPlain, type Nodes } from "./nodes.ts";
import { rowItems, targetQualifier } from "./update.ts";

/**
 * Every source row, with the row of the target that it meets if there is one: row id, the target's columns, number of the clause that
 * takes it (the first that fits), values of all clauses.
 */
export function joinedQuery(nodes: Nodes, table: TableDefinition, statement: Merge, clauses: readonly Clause[]): Query {
  const qualifier = targetQualifier(table, statement.alias, true);
  const here = clauses.filter(({ from }) => from === "joined");
  const target = nodes.table(statement.target, statement.alias);
  // Source rows that meet nothing are of use to NOT MATCHED clauses only.
  const type = here.some(({ matched }) => !matched) ? "LEFT" : "INNER";
  const isMatched = (clause: Clause) => nodes.isNull(nodes.column(...qualifier, ROW_ID), clause.matched);
  return nodes.select(
    [...rowItems(nodes, table, qualifier), ...actionItems(nodes, here, isMatched)],
    nodes.join(type, statement.source, target, statement.on),
  );
}

/** Every row of the target for NOT MATCHED BY SOURCE; those that met a source row are left out when it is run. */
export function bySourceQuery(
  nodes: Nodes,
  table: TableDefinition,
  statement: Merge,
  clauses: readonly Clause[],
): Query | undefined {
  const here = clauses.filter(({ from }) => from === "bySource");
  if (here.length === 0) return undefined;
  const qualifier = targetQualifier(table, statement.alias, false);
  return nodes.select(
    [...rowItems(nodes, table, qualifier), ...actionItems(nodes, here, () => undefined)],
    nodes.table(statement.target, statement.alias),
  );
}

function actionItems(nodes: Nodes, clauses: readonly Clause[], isMet: (clause: Clause) => Expression | undefined) {
  const test = (clause: Clause) => nodes.and([isMet(clause), clause.condition]);
  const number =
    clauses.length === 0
      ? nodes.number(-1)
      : nodes.when(clauses.map((clause): [Expression, Expression] => [test(clause), nodes.number(clause.number)]));
  // Evaluated only where the clause is the one that takes the row: 1 / s.n may be guarded by a clause before.
  const guarded = (clause: Clause, value: Expression) => {
    const earlier = clauses.filter((other) => other.number < clause.number && other.matched === clause.matched);
    return nodes.when([
      ...earlier.map((other): [Expression, Expression] => [test(other), nodes.nothing()]),
      [test(clause), value],
    ]);
  };
  const values = clauses.flatMap((clause) =>
    clause.values.map((value) => {
      if (value.kind === "default") return nodes.nothing();
      return isPlain(value) ? value : guarded(clause, value);
    }),
  );
  return [number, ...values].map((expression) => nodes.item(expression));
}
