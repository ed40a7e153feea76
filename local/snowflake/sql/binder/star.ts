/** `*`, `t.*`, with EXCLUDE, REPLACE, RENAME, ILIKE. https://docs.snowflake.com/en/sql-reference/sql/select */
import type { ColumnReference, Star } from "../ast/index.ts";
import { compilationError } from "./bound.ts";
import { bindExpression } from "./expressions.ts";
import { columnValue, nameText } from "./names.ts";
import { type BoundColumn, isNamed, type Scope } from "./scope.ts";
import type { Item } from "./select.ts";

export function expandStar(node: Star, scope: Scope): Item[] {
  let columns: BoundColumn[];
  if (node.qualifier.length === 0) {
    if (scope.relations.length === 0)
      throw compilationError("001002", "42601", "SELECT with no columns: '*' needs a FROM clause", node.span);
    columns = scope.star;
  } else {
    const relation = scope.relations.find((candidate) => isNamed(candidate, node.qualifier));
    if (relation === undefined) {
      throw compilationError("000904", "42000", `invalid identifier '${nameText(node.qualifier)}'`, node.span);
    }
    columns = relation.columns.filter((column) => !column.hidden);
  }
  if (node.ilike !== undefined) {
    const pattern = bindExpression(node.ilike, scope).constant;
    const test = likeTest(String(pattern));
    columns = columns.filter((column) => test.test(column.name));
  }
  const nameOf = (reference: ColumnReference) => {
    const name = reference.parts.at(-1)!;
    if (!columns.some((column) => column.name === name.value)) {
      throw compilationError("000904", "42000", `invalid identifier '${nameText(reference.parts)}'`, reference.span);
    }
    return name.value;
  };
  const excluded = new Set(node.exclude.map(nameOf));
  const renamed = new Map(node.rename.map(({ column, alias }) => [nameOf(column), alias.value]));
  const replaced = new Map(node.replace.map(({ expression, alias }) => [alias.value, expression]));
  const items = columns
    .filter((column) => !excluded.has(column.name))
    .map((column): Item => {
      const replacement = replaced.get(column.name);
      return {
        name: renamed.get(column.name) ?? column.name,
        bind: () => (replacement === undefined ? bindColumnValue(column, scope) : bindExpression(replacement, scope)),
        node: undefined,
      };
    });
  if (items.length === 0) throw compilationError("001002", "42601", "SELECT with no columns", node.span);
  return items;
}

function bindColumnValue(column: BoundColumn, scope: Scope) {
  const bound = columnValue(column, scope);
  return scope.grouping?.keys.has(bound.sql) ? { ...bound, uses: [] } : bound;
}

function likeTest(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", "[\\s\\S]*")
    .replaceAll("_", "[\\s\\S]");
  return new RegExp(`^${escaped}$`, "i");
}
