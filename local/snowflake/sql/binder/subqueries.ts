/** Subqueries as values. */
import type { Exists, Subquery } from "../ast/index.ts";
import { boolean } from "../types.ts";
import { type Bound, compilationError } from "./bound.ts";
import { bindQuery } from "./query.ts";
import type { Scope } from "./scope.ts";

export function bindScalarSubquery(node: Subquery, scope: Scope): Bound {
  const query = bindQuery(node.query, scope);
  const column = query.columns[0];
  if (column === undefined || query.columns.length !== 1) {
    throw compilationError(
      "002057",
      "42601",
      `Scalar subquery must have one column, it has ${query.columns.length}`,
      node.span,
    );
  }
  return { sql: `(${query.sql})`, type: column.type, nullable: true, uses: [], hasAggregate: false, hasWindow: false };
}

export function bindExists(node: Exists, scope: Scope): Bound {
  const query = bindQuery(node.query, scope);
  return {
    sql: `EXISTS (${query.sql})`,
    type: boolean,
    nullable: false,
    uses: [],
    hasAggregate: false,
    hasWindow: false,
  };
}
