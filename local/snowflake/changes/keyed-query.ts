/** A view's query with one more column in front: a key that follows each of its rows from state to state, made of its tables' row ids. */
import type { ViewDefinition } from "../catalog/objects.ts";
import { nodesAt } from "../dml/nodes.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { pathOfParts } from "../engine/names.ts";
import { doesNotExist, notInTwin } from "../errors.ts";
import type { Expression, Query, QueryBody, Relation, Select, SelectItem, Star } from "../sql/ast/index.ts";
import { parseStatement } from "../sql/parser/index.ts";
import { ROW_ID, type TableId } from "../storage/port.ts";

export interface Keyed {
  query: Query;
  tables: ReadonlySet<TableId>;
  hasJoin: boolean;
}

/** Of derived tables; base tables have `$rid`. */
const KEY = "$key";

/**
 * Throws for what a view under a stream may not have: only projections, filters, inner and cross joins, UNION ALL, and such subqueries
 * and views in FROM. https://docs.snowflake.com/en/user-guide/streams-intro#streams-on-views
 */
export function keyedQuery(
  context: ExecutionContext,
  query: Query,
  scope: Pick<ViewDefinition, "database" | "schema">,
): Keyed {
  const builder: Builder = { context, scope, tables: new Set(), hasJoin: false };
  return { query: withKey(builder, query), tables: builder.tables, hasJoin: builder.hasJoin };
}

interface Builder {
  context: ExecutionContext;
  scope: Pick<ViewDefinition, "database" | "schema">;
  tables: Set<TableId>;
  hasJoin: boolean;
}

const refuse = (node: { span: Query["span"] }, what: string) =>
  notInTwin(
    node.span,
    `${what} in a view under a stream`,
    "Streams on views take projections, filters, inner and cross joins, and UNION ALL.",
  );

function withKey(builder: Builder, query: Query): Query {
  if (query.with !== undefined) throw refuse(query.with, "WITH");
  if (query.orderBy !== undefined) throw refuse(query.orderBy, "ORDER BY");
  if (query.limit !== undefined) throw refuse(query.limit, "LIMIT");
  return { ...query, body: bodyWithKey(builder, query.body) };
}

function bodyWithKey(builder: Builder, body: QueryBody, prefix = ""): QueryBody {
  switch (body.kind) {
    case "select":
      return selectWithKey(builder, body, prefix);
    case "nested":
      return bodyWithKey(builder, withoutExtras(body.query), prefix);
    case "values":
      throw refuse(body, "VALUES");
    case "setOperation":
      if (body.operator !== "UNION" || body.quantifier !== "ALL" || body.byName) {
        throw refuse(
          body,
          `${body.operator}${body.quantifier === "ALL" ? " ALL" : ""}${body.byName ? " BY NAME" : ""}`,
        );
      }
      return {
        ...body,
        left: bodyWithKey(builder, body.left, `${prefix}l`),
        right: bodyWithKey(builder, body.right, `${prefix}r`),
      };
  }
}

function withoutExtras(query: Query): QueryBody {
  if (query.with !== undefined || query.orderBy !== undefined || query.limit !== undefined) {
    throw refuse(query, "WITH, ORDER BY or LIMIT");
  }
  return query.body;
}

function selectWithKey(builder: Builder, select: Select, prefix: string): Select {
  const refused: [unknown, string][] = [
    [select.quantifier === "DISTINCT" || undefined, "DISTINCT"],
    [select.top, "TOP"],
    [select.groupBy, "GROUP BY"],
    [select.having, "HAVING"],
    [select.qualify, "QUALIFY"],
    [select.connectBy, "CONNECT BY"],
  ];
  for (const [present, what] of refused) if (present !== undefined) throw refuse(select, what);
  for (const part of [...select.items, select.where]) refuseInside(part);
  if (select.from === undefined) throw refuse(select, "a SELECT without FROM");
  const { column, item } = nodesAt(select.span);
  const keys: Expression[] = [];
  const derived = new Set<string>();
  const from = relationWithKeys(builder, select.from, (name, isDerived) => {
    if (isDerived) derived.add(name);
    keys.push(column(name, isDerived ? KEY : ROW_ID));
  });
  const items = select.items.map((each) => (each.kind === "star" ? withoutKey(each, derived) : each));
  return { ...select, from, items: [item(joined(select, prefix, keys), KEY), ...items] };
}

/** `prefix:key:key`, so that no two rows of the view share one. */
function joined({ span }: Select, prefix: string, keys: readonly Expression[]): Expression {
  const text = (value: string): Expression => ({ kind: "string", span, value, dollarQuoted: false });
  return keys.reduce<Expression>(
    (left, key) => ({
      kind: "binary",
      span,
      operator: "||",
      left: { kind: "binary", span, operator: "||", left, right: text(":") },
      right: key,
    }),
    text(prefix),
  );
}

function withoutKey(star: Star, derived: ReadonlySet<string>): SelectItem {
  const covers = star.qualifier.length === 0 ? derived.size > 0 : derived.has(star.qualifier.at(-1)?.value ?? "");
  if (!covers) return star;
  return { ...star, exclude: [...star.exclude, nodesAt(star.span).column(KEY)] };
}

function relationWithKeys(
  builder: Builder,
  relation: Relation,
  found: (name: string, isDerived: boolean) => void,
): Relation {
  const { derived, identifier } = nodesAt(relation.span);
  switch (relation.kind) {
    case "join": {
      if (!["INNER", "CROSS", "COMMA"].includes(relation.type)) throw refuse(relation, `${relation.type} JOIN`);
      refuseInside(relation.on);
      builder.hasJoin = true;
      const left = relationWithKeys(builder, relation.left, found);
      return { ...relation, left, right: relationWithKeys(builder, relation.right, found) };
    }
    case "parenRelation":
      return { ...relation, relation: relationWithKeys(builder, relation.relation, found) };
    case "derived": {
      const name = relation.alias?.name.value;
      if (relation.lateral || name === undefined) throw refuse(relation, "a subquery in FROM without a name");
      if ((relation.alias?.columns.length ?? 0) > 0) throw refuse(relation, "an alias with column names");
      found(name, true);
      return { ...relation, query: withKey(builder, relation.query) };
    }
    case "table": {
      if (relation.travel !== undefined || relation.changes !== undefined) throw refuse(relation, "time travel");
      const { context, scope } = builder;
      const parts = relation.name.parts.map(({ value }) => value);
      const path = pathOfParts(parts, "table", { ...context.session, ...scope });
      const target = context.catalog.relation(path);
      if (target === undefined) throw doesNotExist(relation.span, "Object", parts.join("."));
      const name = relation.alias?.name.value ?? path.name;
      if (target.kind === "stream") throw refuse(relation, "a stream");
      if (target.kind === "view") {
        // In place of its name the view's own query, its names looked up in the view's schema.
        const inner: Builder = { ...builder, scope: target, tables: builder.tables, hasJoin: false };
        const query = withKey(inner, qualified(context, parseStatement(target.query) as Query, target));
        builder.hasJoin ||= inner.hasJoin;
        found(name, true);
        const columns = [KEY, ...target.columns.map((each) => each.name)].map(identifier);
        const table = derived(query, name);
        return table.kind === "derived" && table.alias !== undefined
          ? { ...table, alias: { ...table.alias, columns } }
          : table;
      }
      builder.tables.add(target.table);
      found(name, false);
      return relation;
    }
    default:
      throw refuse(relation, `${relation.kind} in FROM`);
  }
}

/** Names of tables with their whole path, so that they mean the same outside their view's schema. */
function qualified(context: ExecutionContext, query: Query, scope: Pick<ViewDefinition, "database" | "schema">): Query {
  const change = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(change);
    if (typeof node !== "object" || node === null) return node;
    const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, change(value)]));
    if (copy.kind !== "table" || (node as Relation & { kind: "table" }).name.dynamic !== undefined) return copy;
    const table = node as Relation & { kind: "table" };
    const { identifier, alias } = nodesAt(table.span);
    const parts = table.name.parts.map(({ value }) => value);
    const path = pathOfParts(parts, "table", { ...context.session, ...scope });
    const name = { ...table.name, parts: [path.database, path.schema, path.name].map(identifier) };
    return { ...copy, name, alias: table.alias ?? alias(path.name) };
  };
  return change(query) as Query;
}

const aggregates =
  /^(COUNT|SUM|AVG|MIN|MAX|LISTAGG|ARRAY_AGG|OBJECT_AGG|MEDIAN|MODE|ANY_VALUE|STDDEV.*|VAR.*|APPROX_.*)$/;

/** Subqueries outside FROM, aggregates and window functions: a change of one row would change others. */
function refuseInside(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) refuseInside(each);
    return;
  }
  const { kind } = node as { kind?: string };
  if (kind === "query") throw refuse(node as Query, "a subquery outside FROM");
  if (kind === "functionCall") {
    const call = node as Expression & { kind: "functionCall" };
    if (call.over !== undefined) throw refuse(call, "a window function");
    const name = call.name.parts.at(-1)?.value ?? "";
    if (aggregates.test(name)) throw refuse(call, `the aggregate ${name}`);
  }
  for (const [key, value] of Object.entries(node)) if (key !== "span") refuseInside(value);
}
