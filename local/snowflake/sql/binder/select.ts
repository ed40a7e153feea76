/** One SELECT: FROM, conditions, grouping, select list, ordering. */
import type { OrderBy, RowLimit, Select, SelectExpression, Span } from "../ast/index.ts";
import { type Bound, compilationError } from "./bound.ts";
import type { OutputColumn } from "./catalog-view.ts";
import { bindConnectBy } from "./connect-by.ts";
import { bindCondition, bindExpression } from "./expressions.ts";
import { bindFrom } from "./from.ts";
import { bindGroupBy } from "./group.ts";
import { outputOf, sortKey } from "./order.ts";
import { type BoundQuery, limitText, outputName } from "./query.ts";
import type { Scope } from "./scope.ts";
import { expandStar } from "./star.ts";

export interface Item {
  name: string;
  bind(): Bound;
  node: SelectExpression | undefined;
}

export function bindSelect(
  node: Select,
  scope: Scope,
  orderBy: OrderBy | undefined,
  limit: RowLimit | undefined,
): BoundQuery {
  scope.select = node;
  const from = bindSource(node, orderBy, scope);
  const items = node.items.flatMap((item): Item[] =>
    item.kind === "star" ? expandStar(item, scope) : [itemOf(item, scope)],
  );
  const forget = declareAliases(items, scope);

  const where = node.where === undefined ? undefined : bindCondition(node.where, scope);
  if (where?.hasAggregate) {
    throw compilationError("002035", "42601", "Invalid aggregate function in where clause", node.where?.span);
  }
  if (where?.hasWindow) {
    throw compilationError("002303", "42601", "Window function is not allowed in the WHERE clause", node.where?.span);
  }
  const group = bindGroupBy(node, items, scope);
  forget();
  const bounds = items.map((item) => item.bind());
  const having = node.having === undefined ? undefined : bindCondition(node.having, scope);
  const qualify = node.qualify === undefined ? undefined : bindCondition(node.qualify, scope);
  if (qualify !== undefined && ![...bounds, qualify].some((bound) => bound.hasWindow)) {
    throw compilationError(
      "002303",
      "42601",
      "QUALIFY requires at least one window function in the SELECT list or in its predicate",
      node.qualify?.span,
    );
  }
  const isGrouped =
    group !== undefined ||
    having !== undefined ||
    [...bounds, ...(qualify ? [qualify] : [])].some((bound) => bound.hasAggregate);
  const columns = bounds.map(
    (bound, at): OutputColumn => ({
      name: items[at]!.name,
      type: bound.type,
      nullable: bound.nullable,
      physical: outputName(at),
    }),
  );
  const order = orderBy === undefined ? undefined : orderKeys(orderBy, node, columns, bounds, scope);
  if (isGrouped) {
    const spans = items.map((item) => item.node?.span);
    for (const [at, bound] of bounds.entries()) checkGrouped(bound, scope, spans[at]);
    if (having !== undefined) checkGrouped(having, scope, node.having?.span);
  }

  const distinct = node.quantifier === "DISTINCT" ? "DISTINCT " : "";
  const list = bounds.map((bound, at) => `${bound.sql} AS "${outputName(at)}"`).join(", ");
  const top =
    node.top === undefined ? limitText(limit, scope) : limitText({ ...topLimit(node.top), span: node.span }, scope);
  const sql = [
    `SELECT ${distinct}${list}${from}`,
    where && ` WHERE ${where.sql}`,
    group && ` GROUP BY ${group}`,
    having && ` HAVING ${having.sql}`,
    qualify && ` QUALIFY ${qualify.sql}`,
    order && ` ORDER BY ${order}`,
    top,
  ];
  return { sql: sql.filter(Boolean).join(""), columns };
}

function bindSource(node: Select, orderBy: OrderBy | undefined, scope: Scope): string {
  if (node.connectBy !== undefined) return ` FROM ${bindConnectBy(node, orderBy, scope)}`;
  return node.from === undefined ? "" : ` FROM ${bindFrom(node.from, scope)}`;
}

const topLimit = (count: Select["top"]) => ({
  kind: "rowLimit" as const,
  form: "limit" as const,
  count,
  offset: undefined,
});

function itemOf(item: SelectExpression, scope: Scope): Item {
  return {
    name: item.alias?.value ?? columnName(item, scope),
    bind: () => bindExpression(item.expression, scope),
    node: item,
  };
}

/** Without an alias: the column's name, or the expression's text in upper case. */
function columnName(item: SelectExpression, scope: Scope): string {
  const { expression } = item;
  if (expression.kind === "column") return expression.parts.at(-1)!.value;
  if (expression.kind === "positional") return `$${expression.index}`;
  const { start, end } = expression.span;
  const text = scope.compilation.view.session.statementText.slice(start, end);
  return text === "" ? "EXPR" : text.toUpperCase();
}

/** Aliases are bound when first used, again after grouping is known. Gives the way to forget what was bound. */
function declareAliases(items: readonly Item[], scope: Scope): () => void {
  const known = new Map<string, Bound>();
  const running = new Set<string>();
  for (const item of items) {
    const alias = item.node?.alias;
    if (alias === undefined || scope.aliases.has(alias.value)) continue;
    scope.aliases.set(alias.value, () => {
      const bound = known.get(alias.value);
      if (bound !== undefined) return bound;
      if (running.has(alias.value)) {
        throw compilationError("000904", "42000", `invalid identifier '${alias.value}'`, alias.span);
      }
      running.add(alias.value);
      const made = item.bind();
      running.delete(alias.value);
      known.set(alias.value, made);
      return made;
    });
  }
  return () => known.clear();
}

function checkGrouped(bound: Bound, scope: Scope, span: Span | undefined): void {
  const free = bound.uses.find((use) => use.scope === scope);
  if (free === undefined) return;
  throw compilationError("000979", "42601", `'${free.name}' is not a valid group by expression`, span);
}

function orderKeys(
  orderBy: OrderBy,
  node: Select,
  columns: readonly OutputColumn[],
  bounds: readonly Bound[],
  scope: Scope,
): string {
  if (orderBy.all !== undefined) {
    return columns.map((column) => sortKey(`"${column.physical}"`, column.type, orderBy.all!)).join(", ");
  }
  return orderBy.items
    .map((item) => {
      const column = outputOf(item.expression, columns);
      if (column !== undefined) {
        const at = columns.indexOf(column);
        return column.type.kind === "timestamp_tz" || node.quantifier !== "DISTINCT"
          ? sortKey(
              bounds[at]!.hasWindow || bounds[at]!.sql.includes("random") ? `"${column.physical}"` : bounds[at]!.sql,
              column.type,
              item,
            )
          : sortKey(`"${column.physical}"`, column.type, item);
      }
      const bound = bindExpression(item.expression, scope);
      const same = bounds.findIndex((other) => other.sql === bound.sql);
      if (node.quantifier === "DISTINCT" && same < 0) {
        throw compilationError(
          "002038",
          "42601",
          "ORDER BY of SELECT DISTINCT takes expressions of the select list only",
          item.span,
        );
      }
      return sortKey(
        same >= 0 && node.quantifier === "DISTINCT" ? `"${outputName(same)}"` : bound.sql,
        bound.type,
        item,
      );
    })
    .join(", ");
}
