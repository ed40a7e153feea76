/** Which names an expression can see: relations of its query, aliases of its select list, and the queries around it. */
import type { Expression, FunctionCall, Identifier, Select, Span } from "../ast/index.ts";
import type { SfType } from "../types.ts";
import { ambiguous, type Bound } from "./bound.ts";
import type { BindTexts, CatalogView, ResolvedRelation } from "./catalog-view.ts";

export interface BoundColumn {
  name: string;
  type: SfType;
  nullable: boolean;
  sql: string;
  hidden: boolean;
}

export interface BoundRelation {
  /** The alias, or the name of the object; undefined for a subquery without alias. */
  name: string | undefined;
  /** Database, schema, name when it is a catalog object without alias. */
  path: readonly string[];
  columns: BoundColumn[];
}

export interface CommonTableBinding {
  duckName: string;
  columns: readonly { name: string; type: SfType; nullable: boolean; physical: string }[];
}

/** The function table as the binder asks it; given to it, because functions bind their own arguments. */
export interface Functions {
  bindCall(node: FunctionCall, scope: Scope): Bound;
  /** A call that an operator or a special form stands for; the name is one of the table. */
  callByName(name: string, args: readonly Expression[], scope: Scope, span: Span): Bound;
  /** May be written without parentheses. */
  isBareFunction(name: string): boolean;
}

/** What one compilation collects. */
export interface Compilation {
  readonly functions: Functions;
  readonly view: CatalogView;
  readonly binds: BindTexts;
  /** Of scripting, not of a query: bare names may be variables. */
  readonly isExpression: boolean;
  readonly reads: ResolvedRelation[];
  isDeterministic: boolean;
  lastAlias: number;
  /** Depth of SQL functions being inlined. */
  inlineDepth: number;
}

export interface Grouping {
  /** DuckDB text of the grouping keys: an expression that equals one of them reads no ungrouped column. */
  keys: Set<string>;
}

export interface Scope {
  readonly compilation: Compilation;
  readonly parent: Scope | undefined;
  relations: BoundRelation[];
  /** Columns of `*`, in order; a USING column stands once. */
  star: BoundColumn[];
  /** Columns merged by USING or NATURAL, by name. */
  merged: Map<string, BoundColumn>;
  commonTables: Map<string, CommonTableBinding>;
  /** Select list items by alias, bound when first asked for. */
  aliases: Map<string, () => Bound>;
  grouping: Grouping | undefined;
  /** Named windows. */
  select: Select | undefined;
  /** The list that the relation bound last unnests. */
  unnest: { duckName: string; list: string } | undefined;
  /** Parameters of an inlined function, lambda parameters. */
  parameters: Map<string, Bound>;
  /** In a CONNECT BY condition: how the parent's row is seen. */
  prior: Scope | undefined;
  /** What a hierarchy carries for each CONNECT_BY_ROOT and SYS_CONNECT_BY_PATH of its query. */
  carried: Map<Expression, Bound>;
}

export function createScope(compilation: Compilation, parent: Scope | undefined): Scope {
  return {
    compilation,
    parent,
    relations: [],
    star: [],
    merged: new Map(),
    commonTables: new Map(),
    aliases: new Map(),
    grouping: undefined,
    select: undefined,
    unnest: undefined,
    parameters: new Map(),
    prior: undefined,
    carried: new Map(),
  };
}

/** A name for a relation in the emitted text: unique in the statement, so that correlated references are never ambiguous. */
export function nextAlias(scope: Scope, prefix: string): string {
  scope.compilation.lastAlias += 1;
  return `${prefix}${scope.compilation.lastAlias}`;
}

export function findCommonTable(scope: Scope, name: string): CommonTableBinding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.commonTables.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `qualifier` is empty for an unqualified name. Looks in this scope only. Throws 002028 when two relations have the column. */
export function findColumn(scope: Scope, qualifier: readonly Identifier[], name: Identifier): BoundColumn | undefined {
  if (qualifier.length === 0) {
    const merged = scope.merged.get(name.value);
    if (merged !== undefined) return merged;
  }
  let found: BoundColumn | undefined;
  for (const relation of scope.relations) {
    if (!isNamed(relation, qualifier)) continue;
    const matches = relation.columns.filter((column) => column.name === name.value);
    if (matches.length > 1 || (matches.length === 1 && found !== undefined)) {
      throw ambiguous([...qualifier, name].map((part) => part.value).join("."), name.span);
    }
    found ??= matches[0];
  }
  return found;
}

export function isNamed(relation: BoundRelation, qualifier: readonly Identifier[]): boolean {
  if (qualifier.length === 0) return true;
  const last = qualifier.at(-1)!.value;
  if (relation.name !== last) return false;
  if (qualifier.length === 1) return true;
  const path = relation.path;
  return qualifier.every((part, at) => path[path.length - qualifier.length + at] === part.value);
}
