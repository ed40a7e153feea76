/** GROUP BY: expressions, positions, aliases, ALL, ROLLUP, CUBE, GROUPING SETS. */
import type { Expression, GroupItem, Select } from "../ast/index.ts";
import { comparable } from "../emit/cast-time.ts";
import { type Bound, compilationError } from "./bound.ts";
import { bindExpression } from "./expressions.ts";
import type { Scope } from "./scope.ts";
import { findColumn } from "./scope.ts";
import type { Item } from "./select.ts";

/** Text after GROUP BY, and the keys put into the scope; undefined without GROUP BY. */
export function bindGroupBy(node: Select, items: readonly Item[], scope: Scope): string | undefined {
  const groupBy = node.groupBy;
  if (groupBy === undefined) return undefined;
  const keys = new Set<string>();
  const add = (bound: Bound): string => {
    if (bound.hasAggregate)
      throw compilationError("002036", "42601", "Aggregate functions are not allowed in GROUP BY", groupBy.span);
    keys.add(bound.sql);
    const grouped = comparable(bound.sql, bound.type);
    return grouped === bound.sql ? grouped : `${grouped}, ${bound.sql}`;
  };
  const text = groupBy.all
    ? items
        .map((item) => item.bind())
        .filter((bound) => !bound.hasAggregate && !bound.hasWindow)
        .map(add)
        .join(", ")
    : groupBy.items.map((item) => groupText(item, items, scope, add)).join(", ");
  scope.grouping = { keys };
  return text === "" ? "()" : text;
}

const words = { cube: "CUBE", rollup: "ROLLUP", groupingSets: "GROUPING SETS" } as const;

function groupText(node: GroupItem, items: readonly Item[], scope: Scope, add: (bound: Bound) => string): string {
  if (node.kind === "cube" || node.kind === "rollup" || node.kind === "groupingSets") {
    const inner = node.items.map((item) =>
      item.kind === "row" || item.kind === "expressionList"
        ? `(${item.items.map((part) => groupText(part, items, scope, add)).join(", ")})`
        : groupText(item, items, scope, add),
    );
    return `${words[node.kind]} (${inner.join(", ")})`;
  }
  if (node.kind === "row") return `(${node.items.map((part) => groupText(part, items, scope, add)).join(", ")})`;
  return add(groupKey(node as Expression, items, scope));
}

function groupKey(node: Expression, items: readonly Item[], scope: Scope): Bound {
  if (node.kind === "paren") return groupKey(node.expression, items, scope);
  if (node.kind === "number" && /^\d+$/.test(node.text)) {
    const item = items[Number(node.text) - 1];
    if (item === undefined)
      throw compilationError("000979", "42601", `[${node.text}] is not a valid group by expression`, node.span);
    return item.bind();
  }
  if (node.kind === "column" && node.parts.length === 1 && findColumn(scope, [], node.parts[0]!) === undefined) {
    const alias = scope.aliases.get(node.parts[0]!.value);
    if (alias !== undefined) return alias();
  }
  return bindExpression(node, scope);
}
