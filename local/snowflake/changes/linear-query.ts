/** Which queries change row by row with their tables: the change of such a query is the query of the change. */
import type { ViewDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import type { Expression, Query, Relation, Select, SelectExpression } from "../sql/ast/index.ts";
import { aggregates } from "../sql/functions/aggregates.ts";
import { parseQuery } from "./dynamic-table-query.ts";

type Scope = Pick<ViewDefinition, "database" | "schema">;

export interface Linear {
  /** How often tables are named, views looked through: each naming is read once when the query is compiled. */
  mentions: number;
}

export type Increment =
  /** Projections, filters and inner joins. */
  | ({ kind: "rows" } & Linear)
  /** GROUP BY or DISTINCT over such; `keys` are what rows are grouped by, `items` where they stand in the select list. */
  | ({ kind: "groups"; select: Select; keys: Expression[]; items: number[] } & Linear);

/** Undefined: the query is evaluated as a whole. */
export function incrementOf(context: ExecutionContext, query: Query, scope: Scope): Increment | undefined {
  const { body } = query;
  if (query.with !== undefined || query.limit !== undefined || body.kind !== "select") return undefined;
  const mentions = mentionsOf(context, body, scope);
  if (mentions === undefined || body.qualify !== undefined || isAnalytic(body)) return undefined;
  const isPlain = body.groupBy === undefined && body.having === undefined && !isAggregate(body);
  if (isPlain && body.quantifier !== "DISTINCT") return { kind: "rows", mentions };
  const items = body.items.filter((item): item is SelectExpression => item.kind === "selectExpression");
  if (items.length !== body.items.length) return undefined;
  if (isPlain) {
    if (items.some(({ expression }) => namesAlias(expression, items))) return undefined;
    return {
      kind: "groups",
      select: body,
      keys: items.map(({ expression }) => expression),
      items: items.map((_, at) => at),
      mentions,
    };
  }
  if (body.groupBy === undefined || body.groupBy.all || body.quantifier === "DISTINCT") return undefined;
  const places = body.groupBy.items.map((key) => placeOf(key as Expression, items));
  if (places.some((at) => at < 0)) return undefined;
  if (places.some((at) => namesAlias((items[at] as SelectExpression).expression, items))) return undefined;
  return {
    kind: "groups",
    select: body,
    keys: places.map((at) => (items[at] as SelectExpression).expression),
    items: places,
    mentions,
  };
}

/** Where a key of GROUP BY stands in the select list: by position, as the same expression, or by its alias; -1 for nowhere. */
function placeOf(key: Expression, items: readonly SelectExpression[]): number {
  if (key.kind === "number")
    return /^\d+$/.test(key.text) && Number(key.text) <= items.length ? Number(key.text) - 1 : -1;
  if (!("kind" in key) || ["rollup", "cube", "groupingSets", "row"].includes(key.kind)) return -1;
  const text = shape(key);
  const same = items.findIndex(({ expression }) => shape(expression) === text);
  if (same >= 0) return same;
  // A column of the tables hides an alias of the same name: only where they are the same thing is it safe to say.
  return -1;
}

/** Whether an expression may mean another item of the select list by its alias. */
function namesAlias(node: unknown, items: readonly SelectExpression[]): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some((each) => namesAlias(each, items));
  const { kind, parts } = node as { kind?: string; parts?: { value: string }[] };
  if (kind === "column" && parts?.length === 1) {
    const name = parts[0]?.value;
    return items.some(({ alias, expression }) => alias?.value === name && shape(expression) !== shape(node));
  }
  return Object.entries(node).some(([key, value]) => key !== "span" && namesAlias(value, items));
}

/** The expression without its positions. */
const shape = (node: unknown): string =>
  JSON.stringify(node, (name, value) => (name === "span" || name === "text" ? undefined : value));

/** Undefined when what stands in FROM does not change row by row. */
function mentionsOf(context: ExecutionContext, select: Select, scope: Scope): number | undefined {
  if (select.from === undefined || select.top !== undefined || select.connectBy !== undefined) return undefined;
  return inRelation(context, select.from, scope);
}

function inRelation(context: ExecutionContext, relation: Relation, scope: Scope): number | undefined {
  switch (relation.kind) {
    case "parenRelation":
      return inRelation(context, relation.relation, scope);
    case "join": {
      if (!["INNER", "CROSS", "COMMA"].includes(relation.type)) return undefined;
      const left = inRelation(context, relation.left, scope);
      const right = inRelation(context, relation.right, scope);
      return left === undefined || right === undefined ? undefined : left + right;
    }
    case "derived":
      return inQuery(context, relation.query, scope);
    case "tableFunction":
      // Rows of a value of the row before it.
      return relation.call.name.parts.at(-1)?.value === "FLATTEN" ? 0 : undefined;
    case "table": {
      if (relation.travel !== undefined || relation.changes !== undefined || relation.name.dynamic !== undefined)
        return undefined;
      const parts = relation.name.parts.map(({ value }) => value);
      const path = {
        database: parts.at(-3) ?? scope.database,
        schema: parts.at(-2) ?? scope.schema,
        name: parts.at(-1) ?? "",
      };
      const found = context.catalog.relation(path);
      if (found?.kind === "view") return inQuery(context, parseQuery(found.query), found);
      return found?.kind === "table" || found?.kind === "dynamic_table" ? 1 : undefined;
    }
    default:
      return undefined;
  }
}

function inQuery(context: ExecutionContext, query: Query, scope: Scope): number | undefined {
  const { body } = query;
  if (query.with !== undefined || query.limit !== undefined || body.kind !== "select") return undefined;
  if (body.groupBy !== undefined || body.having !== undefined || body.qualify !== undefined) return undefined;
  if (body.quantifier === "DISTINCT" || isAggregate(body) || isAnalytic(body)) return undefined;
  return mentionsOf(context, body, scope);
}

const isAnalytic = ({ items, where }: Select): boolean => hasCall([items, where], ({ over }) => over !== undefined);
const isAggregate = ({ items, having }: Select): boolean =>
  hasCall([items, having], ({ name }) => (name.parts.at(-1)?.value ?? "") in aggregates);

type Call = Expression & { kind: "functionCall" };

function hasCall(node: unknown, isWanted: (call: Call) => boolean): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some((each) => hasCall(each, isWanted));
  const call = node as Partial<Call>;
  if (call.kind === "functionCall" && isWanted(call as Call)) return true;
  return Object.entries(node).some(([key, value]) => key !== "span" && hasCall(value, isWanted));
}
