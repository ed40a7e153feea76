/** Binds what stands in FROM: gives DuckDB text and puts the columns into the scope. */
import { doesNotExist, notInTwin } from "../../errors.ts";
import type { Identifier, ObjectName, Relation, TableAlias } from "../ast/index.ts";
import { quoteName } from "../emit/text.ts";
import { varchar } from "../types.ts";
import { type Bound, compilationError, positionOf } from "./bound.ts";
import type { BoundArgument, RelationColumn, ResolvedRelation } from "./catalog-view.ts";
import { bindExpression } from "./expressions.ts";
import { bindJoin } from "./joins.ts";
import { nameText, splitName } from "./names.ts";
import { bindPivot, bindUnpivot } from "./pivot.ts";
import { bindQuery, bindValues } from "./query.ts";
import { type BoundColumn, type BoundRelation, createScope, findCommonTable, nextAlias, type Scope } from "./scope.ts";
import { bindTableFunction } from "./table-functions.ts";

/** Adds the relation's columns to `scope`; `lateral` items see the relations that are already there. */
export function bindFrom(node: Relation, scope: Scope): string {
  switch (node.kind) {
    case "table": {
      const name = staticName(node.name, scope);
      const cte = name.parts.length === 1 ? findCommonTable(scope, name.parts[0]!.value) : undefined;
      if (cte !== undefined)
        return addRelation(
          { columns: cte.columns, from: quoteName(cte.duckName) },
          node.alias,
          name.parts.at(-1)!.value,
          scope,
        );
      const relation = scope.compilation.view.resolveRelation(name, { travel: node.travel, changes: node.changes });
      if (relation === undefined && isDual(name)) return addRelation(dual, node.alias, "DUAL", scope);
      if (relation === undefined) throw doesNotExist(positionOf(node.span), "Object", nameText(name.parts));
      return addRelation(read(relation, scope), node.alias, name.parts.at(-1)!.value, scope);
    }
    case "derived": {
      const query = bindQuery(node.query, node.lateral ? scope : outside(scope));
      return addRelation(
        { columns: query.columns, from: `${node.lateral ? "LATERAL " : ""}(${query.sql})` },
        node.alias,
        undefined,
        scope,
      );
    }
    case "valuesRelation": {
      const query = bindValues(node.values, outside(scope));
      return addRelation({ columns: query.columns, from: `(${query.sql})` }, node.alias, undefined, scope);
    }
    case "stage": {
      const options = node.options.map((option): BoundArgument => {
        const bound = option.value.kind === "column" ? undefined : bindExpression(option.value, outside(scope));
        return argumentOf(option.name.value, bound, option.value);
      });
      const relation = scope.compilation.view.resolveStage(node.stage, options, positionalCount(scope));
      return addRelation(read(relation, scope), node.alias, undefined, scope);
    }
    case "directory":
      return addRelation(
        read(scope.compilation.view.resolveDirectory(node.stage), scope),
        node.alias,
        undefined,
        scope,
      );
    case "flowResult": {
      const relation = scope.compilation.view.resolveFlow?.(node.source.index);
      if (relation === undefined) throw doesNotExist(positionOf(node.span), "Result", `$${node.source.index}`);
      return addRelation(read(relation, scope), node.alias, undefined, scope);
    }
    case "tableVariable": {
      const name = node.variable.kind === "name" ? node.variable.parts[0]?.value : node.variable.name;
      const relation = scope.compilation.view.resolveVariable?.(name ?? "");
      if (relation !== undefined) return addRelation(read(relation, scope), node.alias, undefined, scope);
      if (node.variable.kind === "name") {
        return bindFrom(
          {
            kind: "table",
            name: node.variable,
            travel: undefined,
            changes: undefined,
            alias: node.alias,
            span: node.span,
          },
          scope,
        );
      }
      const argument = node.variable;
      const dynamic: ObjectName = { kind: "name", parts: [], dynamic: { form: "table", argument }, span: node.span };
      return bindFrom(
        { kind: "table", name: dynamic, travel: undefined, changes: undefined, alias: node.alias, span: node.span },
        scope,
      );
    }
    case "tableFunction":
      return bindTableFunction(node, scope);
    case "join":
      return bindJoin(node, scope);
    case "parenRelation": {
      // Only a join keeps its brackets: DuckDB takes none around `range(…)`, which `(TABLE(GENERATOR(…)))` becomes.
      if (node.alias === undefined) {
        return node.relation.kind === "join" ? `(${bindFrom(node.relation, scope)})` : bindFrom(node.relation, scope);
      }
      throw notInTwin(positionOf(node.span), "an alias of a join in brackets", "Write it as a subquery.");
    }
    case "pivot":
      return bindPivot(node, scope);
    case "unpivot":
      return bindUnpivot(node, scope);
    case "sample":
      return bindSample(node, scope);
    case "matchRecognize":
      throw notInTwin(
        positionOf(node.span),
        "MATCH_RECOGNIZE",
        "Use window functions such as CONDITIONAL_CHANGE_EVENT and LAG.",
      );
  }
}

const isDual = ({ parts }: ObjectName): boolean => parts.length === 1 && parts[0]!.value === "DUAL";

/** One row, where no table of that name is: for `select … from dual`. */
const dual: ResolvedRelation = {
  columns: [{ name: "DUMMY", type: varchar(1), nullable: false }],
  from: `(SELECT 'X' AS "DUMMY")`,
};

/** What a relation that is not lateral sees around it. */
export const outside = (scope: Scope): Scope => {
  const around = createScope(scope.compilation, scope.parent);
  around.commonTables = scope.commonTables;
  return around;
};

export function read(relation: ResolvedRelation, scope: Scope): ResolvedRelation {
  scope.compilation.reads.push(relation);
  return relation;
}

export function addRelation(
  relation: ResolvedRelation,
  alias: TableAlias | undefined,
  ownName: string | undefined,
  scope: Scope,
): string {
  refuseSecond(relation, alias, ownName, scope);
  const duckName = nextAlias(scope, "t");
  addColumns(relation, duckName, alias, ownName, scope);
  return `${relation.from} AS "${duckName}"`;
}

/** Two relations of one FROM have different names, or different places when they have no alias. */
function refuseSecond(
  { path = [] }: ResolvedRelation,
  alias: TableAlias | undefined,
  ownName: string | undefined,
  scope: Scope,
): void {
  const name = alias?.name.value ?? ownName;
  const place = (alias === undefined ? path : []).join(".");
  const isTaken = (each: BoundRelation) => each.name === name && each.path.join(".") === place;
  if (name === undefined || !scope.relations.some(isTaken)) return;
  throw compilationError("002012", "42710", `duplicate alias '${name}'`, undefined);
}

export function addColumns(
  relation: { columns: readonly RelationColumn[]; path?: readonly string[] },
  duckName: string,
  alias: TableAlias | undefined,
  ownName: string | undefined,
  scope: Scope,
): void {
  let at = 0;
  const columns = relation.columns.map((column): BoundColumn => {
    const hidden = column.hidden ?? false;
    const renamed = hidden ? undefined : alias?.columns[at++]?.value;
    return {
      name: renamed ?? column.name,
      type: column.type,
      nullable: column.nullable,
      sql: `"${duckName}".${quoteName(column.physical ?? column.name)}`,
      hidden,
    };
  });
  const path = alias === undefined ? (relation.path ?? []) : [];
  scope.relations.push({ name: alias?.name.value ?? ownName, path, columns });
  scope.star.push(...columns.filter((column) => !column.hidden));
}

export const argumentOf = (
  name: string | undefined,
  bound: Bound | undefined,
  node: BoundArgument["node"],
): BoundArgument => ({
  name,
  sql: bound?.sql ?? "NULL",
  type: bound?.type ?? { kind: "null" },
  node,
  ...(bound?.constant === undefined ? {} : { constant: bound.constant }),
});

/** `identifier('a.b')`, `table($x)` as a plain name. */
export function staticName(name: ObjectName, scope: Scope): ObjectName {
  if (name.dynamic === undefined) return name;
  const value = bindExpression(name.dynamic.argument, outside(scope)).constant;
  if (typeof value !== "string") {
    throw compilationError("001011", "42601", "the name of a table must be a string constant", name.span);
  }
  return { ...name, parts: [...splitName(value, name.span), ...name.parts], dynamic: undefined };
}

/** The largest `$n` in the query: how many columns of a file are read. */
function positionalCount(scope: Scope): number {
  let largest = 0;
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) {
      node.forEach(walk);
      return;
    }
    const tree = node as { kind?: string; index?: number };
    if (tree.kind === "positional" && typeof tree.index === "number") largest = Math.max(largest, tree.index);
    for (const value of Object.values(tree)) walk(value);
  };
  walk(scope.select);
  return largest;
}

/** https://docs.snowflake.com/en/sql-reference/constructs/sample */
function bindSample(node: Extract<Relation, { kind: "sample" }>, scope: Scope): string {
  const from = bindFrom(node.source, scope);
  const amount = Number(bindExpression(node.amount, outside(scope)).constant);
  const seed = node.seed === undefined ? undefined : bindExpression(node.seed, outside(scope)).constant;
  const largest = node.rows ? 1_000_000 : 100;
  if (!(amount >= 0 && amount <= largest)) {
    throw compilationError("002072", "42601", `sample size must be between 0 and ${largest}`, node.amount.span);
  }
  scope.compilation.isDeterministic = false;
  const repeatable = seed === undefined || seed === null ? "" : ` REPEATABLE (${Number(seed)})`;
  const method = node.rows
    ? `reservoir(${Math.trunc(amount)} ROWS)`
    : `${node.method === "SYSTEM" || node.method === "BLOCK" ? "system" : "bernoulli"}(${amount}%)`;
  return `${from} TABLESAMPLE ${method}${repeatable}`;
}

export const identifier = (value: string, span: Identifier["span"]): Identifier => ({
  kind: "identifier",
  value,
  text: value,
  quoted: false,
  span,
});
