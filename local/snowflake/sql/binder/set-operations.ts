/** UNION, EXCEPT, INTERSECT: columns by position (or by name), each in the common type of both sides. */
import type { SetOperation } from "../ast/index.ts";
import { formatType } from "../types.ts";
import { compilationError } from "./bound.ts";
import { commonType } from "./common-type.ts";
import { outside } from "./from.ts";
import { type BoundQuery, bindQueryBody, cast, outputName } from "./query.ts";
import { nextAlias, type Scope } from "./scope.ts";

export function bindSetOperation(node: SetOperation, scope: Scope): BoundQuery {
  // Each side has its own FROM.
  let left = bindQueryBody(node.left, outside(scope));
  let right = bindQueryBody(node.right, outside(scope));
  if (node.byName) [left, right] = alignByName(left, right, scope);
  if (left.columns.length !== right.columns.length) {
    throw compilationError(
      "001789",
      "42601",
      "invalid number of result columns for set operator input branches, expected " +
        `${left.columns.length}, got ${right.columns.length} in branch 2`,
      node.span,
    );
  }
  const types = left.columns.map((column, at) => {
    const other = right.columns[at]!;
    const type = commonType(column.type, other.type);
    if (type === undefined) {
      throw compilationError(
        "001790",
        "42601",
        `inconsistent data type for result columns for set operator input branches, expected ${formatType(column.type)}, got ${formatType(other.type)} for expression ${other.name}`,
        node.span,
      );
    }
    return type;
  });
  const all = node.quantifier === "ALL" ? " ALL" : "";
  const sql = `(${cast(left, types, scope)}) ${node.operator}${all} (${cast(right, types, scope)})`;
  const columns = left.columns.map((column, at) => ({
    name: column.name,
    type: types[at]!,
    nullable: column.nullable || right.columns[at]!.nullable,
    physical: column.physical,
  }));
  return { sql, columns };
}

/** https://docs.snowflake.com/en/sql-reference/operators-query#union-all-by-name: columns that one side lacks are NULL. */
function alignByName(left: BoundQuery, right: BoundQuery, scope: Scope): [BoundQuery, BoundQuery] {
  const names = [...new Set([...left.columns, ...right.columns].map((column) => column.name))];
  const align = (query: BoundQuery): BoundQuery => {
    const alias = nextAlias(scope, "q");
    const columns = names.map((name, at) => {
      const found = query.columns.find((column) => column.name === name);
      return {
        name,
        type: found?.type ?? ({ kind: "null" } as const),
        nullable: found?.nullable ?? true,
        physical: outputName(at),
        found,
      };
    });
    const items = columns.map(
      ({ found, physical }) => `${found === undefined ? "NULL" : `"${alias}"."${found.physical}"`} AS "${physical}"`,
    );
    return {
      sql: `SELECT ${items.join(", ")} FROM (${query.sql}) AS "${alias}"`,
      columns: columns.map(({ found: _, ...column }) => column),
    };
  };
  return [align(left), align(right)];
}
