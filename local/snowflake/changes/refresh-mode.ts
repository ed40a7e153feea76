/** Whether a dynamic table's query can be refreshed incrementally. https://docs.snowflake.com/en/user-guide/dynamic-tables/supported-queries */
import type { JoinRelation, Query, Relation } from "../sql/ast/index.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";

/** What in the query stands in the way, as a noun; undefined when nothing does. `queries` are the table's own and those of its views. */
export function obstacleOf(
  queries: readonly Query[],
  { isDeterministic }: Pick<CompiledQuery, "isDeterministic">,
): string | undefined {
  for (const query of queries) {
    const found = queryObstacle(query);
    if (found !== undefined) return found;
  }
  return isDeterministic ? undefined : "functions whose values change by themselves (time, session, random, sequences)";
}

function queryObstacle(query: Query): string | undefined {
  if (query.limit !== undefined) return "LIMIT";
  if (query.with?.recursive) return "recursive WITH";
  for (const table of query.with?.tables ?? []) {
    const found = queryObstacle(table.query);
    if (found !== undefined) return found;
  }
  return bodyObstacle(query.body);
}

function bodyObstacle(body: Query["body"]): string | undefined {
  switch (body.kind) {
    case "nested":
      return queryObstacle(body.query);
    case "values":
      return undefined;
    case "setOperation":
      if (body.operator !== "UNION") return `the set operator ${body.operator}`;
      return bodyObstacle(body.left) ?? bodyObstacle(body.right);
    case "select": {
      if (body.top !== undefined) return "TOP";
      if (body.connectBy !== undefined) return "CONNECT BY";
      const parts = [body.items, body.where, body.groupBy, body.having, body.qualify];
      if (parts.some(hasSubquery)) return "subqueries outside FROM";
      return body.from === undefined ? undefined : relationObstacle(body.from);
    }
  }
}

const refusedRelations: Partial<Record<Relation["kind"], string>> = {
  pivot: "PIVOT",
  unpivot: "UNPIVOT",
  sample: "SAMPLE",
  matchRecognize: "MATCH_RECOGNIZE",
  stage: "staged files",
  directory: "directory tables",
  flowResult: "results of other statements",
  tableVariable: "TABLE() of a variable",
};

function relationObstacle(relation: Relation): string | undefined {
  const refused = refusedRelations[relation.kind];
  if (refused !== undefined) return refused;
  switch (relation.kind) {
    case "derived":
      return queryObstacle(relation.query);
    case "parenRelation":
      return relationObstacle(relation.relation);
    case "table":
      return relation.travel !== undefined || relation.changes !== undefined ? "time travel" : undefined;
    case "tableFunction": {
      const name = relation.call.name.parts.at(-1)?.value;
      return name === "FLATTEN" || name === "SPLIT_TO_TABLE" ? undefined : `the table function ${name}`;
    }
    case "join":
      return joinObstacle(relation) ?? relationObstacle(relation.left) ?? relationObstacle(relation.right);
    default:
      return undefined;
  }
}

function joinObstacle({ type, on, using, natural }: JoinRelation): string | undefined {
  if (type === "ASOF") return "ASOF JOIN";
  if (hasSubquery(on)) return "subqueries outside FROM";
  const isOuter = type === "LEFT" || type === "RIGHT" || type === "FULL";
  return isOuter && using.length === 0 && !natural && !hasEquality(on) ? "outer joins without an equality" : undefined;
}

function hasEquality(node: JoinRelation["on"]): boolean {
  if (node?.kind === "paren") return hasEquality(node.expression);
  if (node?.kind !== "binary") return false;
  return node.operator === "=" || (node.operator === "AND" && (hasEquality(node.left) || hasEquality(node.right)));
}

/** A query anywhere in an expression. */
function hasSubquery(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some(hasSubquery);
  if ((node as { kind?: string }).kind === "query") return true;
  return Object.entries(node).some(([key, value]) => key !== "span" && hasSubquery(value));
}
