/** ORDER BY: NULLs last when ascending and first when descending, by alias, by position, by expression. */
import { notInTwin } from "../../errors.ts";
import type { Expression, OrderBy, OrderItem } from "../ast/index.ts";
import { comparable } from "../emit/cast-time.ts";
import { isSemiStructured, type SfType } from "../types.ts";
import { type Bound, compilationError, positionOf } from "./bound.ts";
import type { OutputColumn } from "./catalog-view.ts";
import { bindExpression } from "./expressions.ts";
import { createScope, type Scope } from "./scope.ts";

type Direction = Pick<OrderItem, "direction" | "nulls">;

/** https://docs.snowflake.com/en/sql-reference/constructs/order-by: NULL is the largest value unless NULLS says otherwise. */
export function sortKey(sql: string, type: SfType, { direction, nulls }: Direction): string {
  const descending = direction === "DESC";
  const suffix = `${descending ? "DESC" : "ASC"} NULLS ${nulls ?? (descending ? "FIRST" : "LAST")}`;
  if (isSemiStructured(type)) return `TRY_CAST(sf_json_number_text(${sql}) AS DOUBLE) ${suffix}, ${sql} ${suffix}`;
  return `${comparable(sql, type)} ${suffix}`;
}

/** For windows and aggregates: plain expressions. */
export const sortKeys = (orderBy: OrderBy, scope: Scope): { text: string; bounds: Bound[] } => {
  const bounds = orderBy.items.map((item) => bindExpression(item.expression, scope));
  return { text: orderBy.items.map((item, at) => sortKey(bounds[at]!.sql, bounds[at]!.type, item)).join(", "), bounds };
};

const unwrap = (node: Expression): Expression => (node.kind === "paren" ? unwrap(node.expression) : node);

/** The output column that an item means by position or name; undefined when it is an expression of its own. */
export function outputOf(node: Expression, columns: readonly OutputColumn[]): OutputColumn | undefined {
  const item = unwrap(node);
  if (item.kind === "number" && /^\d+$/.test(item.text)) {
    const column = columns[Number(item.text) - 1];
    if (column === undefined)
      throw compilationError("000979", "42601", `Order by position ${item.text} is not in the select list`, item.span);
    return column;
  }
  if (item.kind === "column" && item.parts.length === 1) {
    return columns.find((column) => column.name === item.parts[0]!.value);
  }
  return undefined;
}

/** ` ORDER BY …` over the output of a set operation, VALUES or a nested query, which stands in FROM as `alias`. */
export function orderOutput(orderBy: OrderBy, columns: readonly OutputColumn[], alias: string, scope: Scope): string {
  if (orderBy.all !== undefined) {
    return ` ORDER BY ${columns.map((column) => sortKey(`"${alias}"."${column.physical}"`, column.type, orderBy.all!)).join(", ")}`;
  }
  const outputs = createScope(scope.compilation, scope);
  outputs.relations.push({
    name: undefined,
    path: [],
    columns: columns.map((column) => ({ ...column, sql: `"${alias}"."${column.physical}"`, hidden: false })),
  });
  const keys = orderBy.items.map((item) => {
    const column = outputOf(item.expression, columns);
    if (column !== undefined) return sortKey(`"${alias}"."${column.physical}"`, column.type, item);
    const bound = bindExpression(item.expression, outputs);
    if (bound.hasAggregate)
      throw notInTwin(positionOf(item.span), "an aggregate in ORDER BY of a set operation", "Select it under a name.");
    return sortKey(bound.sql, bound.type, item);
  });
  return ` ORDER BY ${keys.join(", ")}`;
}
