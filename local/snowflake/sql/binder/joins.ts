/** Joins: ON, USING, NATURAL, CROSS, comma, ASOF. */
import type { Identifier, JoinRelation } from "../ast/index.ts";
import { type Bound, compilationError } from "./bound.ts";
import { unify } from "./coerce.ts";
import { bindCondition } from "./expressions.ts";
import { bindFrom, identifier } from "./from.ts";
import { columnValue } from "./names.ts";
import { compare } from "./predicates.ts";
import { type BoundColumn, type BoundRelation, findColumn, type Scope } from "./scope.ts";

const words = {
  INNER: "JOIN",
  LEFT: "LEFT JOIN",
  RIGHT: "RIGHT JOIN",
  FULL: "FULL JOIN",
  CROSS: "CROSS JOIN",
  ASOF: "ASOF LEFT JOIN",
  COMMA: "CROSS JOIN",
} as const;

interface Side {
  relations: BoundRelation[];
  star: BoundColumn[];
  merged: Map<string, BoundColumn>;
}

export function bindJoin(node: JoinRelation, scope: Scope): string {
  const before = scope.relations.length;
  const starBefore = scope.star.length;
  const leftText = bindFrom(node.left, scope);
  const left: Side = {
    relations: scope.relations.slice(before),
    star: scope.star.slice(starBefore),
    merged: new Map(scope.merged),
  };
  const middle = scope.relations.length;
  const starMiddle = scope.star.length;
  scope.unnest = undefined;
  const rightText = bindFrom(node.right, scope);
  const { unnest } = scope;
  scope.unnest = undefined;
  const right: Side = {
    relations: scope.relations.slice(middle),
    star: scope.star.slice(starMiddle),
    merged: new Map(),
  };

  const names = node.natural ? commonNames(left, right, node) : node.using;
  const conditions: string[] = [];
  if (names.length > 0) conditions.push(...mergeColumns(names, node, left, right, starBefore, scope));
  if (node.on !== undefined) conditions.push(bindCondition(node.on, scope).sql);
  if (node.matchCondition !== undefined) conditions.push(bindCondition(node.matchCondition, scope).sql);
  if (node.type === "ASOF" && node.matchCondition === undefined) {
    throw compilationError("001003", "42000", "ASOF JOIN needs MATCH_CONDITION", node.span);
  }
  if (node.type === "RIGHT" || node.type === "FULL") makeNullable(left);
  if (node.type === "LEFT" || node.type === "FULL" || node.type === "ASOF") makeNullable(right);

  const rightSide = node.right.kind === "join" ? `(${rightText})` : rightText;
  if (conditions.length === 0) {
    if (node.type === "LEFT" || node.type === "RIGHT" || node.type === "FULL") {
      // A lateral join may go without a condition.
      return `${leftText} ${words[node.type]} ${rightSide} ON TRUE`;
    }
    if (unnest !== undefined && node.right.kind === "tableFunction" && before === 0) {
      return unnestBeside(leftText, unnest, scope.relations.slice(0, middle), scope);
    }
    return `${leftText} CROSS JOIN ${rightSide}`;
  }
  const word = node.type === "CROSS" || node.type === "COMMA" ? "JOIN" : words[node.type];
  return `${leftText} ${word} ${rightSide} ON ${conditions.join(" AND ")}`;
}

function makeNullable(side: Side): void {
  for (const relation of side.relations) for (const column of relation.columns) column.nullable = true;
}

function commonNames(left: Side, right: Side, node: JoinRelation): Identifier[] {
  const names = new Set(left.star.map((column) => column.name));
  return right.star.filter((column) => names.has(column.name)).map((column) => identifier(column.name, node.span));
}

/** The merged column stands first in `*`; it is the left one, but of a RIGHT join the right one, and of a FULL join whichever is there. */
function mergeColumns(
  names: readonly Identifier[],
  node: JoinRelation,
  left: Side,
  right: Side,
  starBefore: number,
  scope: Scope,
): string[] {
  const find = (side: Side, name: Identifier) => {
    const column = findColumn({ ...scope, relations: side.relations, merged: side.merged }, [], name);
    if (column === undefined)
      throw compilationError("000904", "42000", `invalid identifier '${name.value}'`, name.span);
    return column;
  };
  const conditions: string[] = [];
  const mergedColumns: BoundColumn[] = [];
  for (const name of names) {
    const a = columnValue(find(left, name), scope);
    const b = columnValue(find(right, name), scope);
    conditions.push(compare("=", a, b, scope.compilation, node.span).sql);
    mergedColumns.push(merged(name.value, node, a, b, scope));
  }
  const isMerged = new Set(names.map((name) => name.value));
  const rest = scope.star.slice(starBefore).filter((column) => !isMerged.has(column.name));
  scope.star = [...scope.star.slice(0, starBefore), ...mergedColumns, ...rest];
  for (const column of mergedColumns) scope.merged.set(column.name, column);
  return conditions;
}

function merged(name: string, node: JoinRelation, a: Bound, b: Bound, scope: Scope): BoundColumn {
  if (node.type === "FULL") {
    const [x, y] = unify([a, b], scope.compilation, "USING", node.span);
    return { name, type: x!.type, nullable: true, sql: `COALESCE(${x!.sql}, ${y!.sql})`, hidden: false };
  }
  const chosen = node.type === "RIGHT" ? b : a;
  return { name, type: chosen.type, nullable: chosen.nullable, sql: chosen.sql, hidden: false };
}

/** One SELECT over the left side with the list unnested beside its columns, which get new names. */
function unnestBeside(
  leftText: string,
  { duckName, list }: NonNullable<Scope["unnest"]>,
  relations: readonly BoundRelation[],
  scope: Scope,
): string {
  const names = new Map<string, string>();
  const exported = (column: BoundColumn) => {
    if (!names.has(column.sql)) names.set(column.sql, `e${names.size + 1}`);
    return names.get(column.sql)!;
  };
  const right = new Set(scope.relations.slice(relations.length).flatMap((relation) => relation.columns));
  const left = new Set([...relations.flatMap((relation) => relation.columns), ...scope.star, ...scope.merged.values()]);
  for (const column of left) {
    if (!right.has(column)) column.sql = `"${duckName}"."${exported(column)}"`;
  }
  const items = [...names].map(([sql, name]) => `${sql} AS "${name}"`);
  return `(SELECT ${[...items, `unnest(${list}) AS f`].join(", ")} FROM ${leftText}) AS "${duckName}"`;
}
