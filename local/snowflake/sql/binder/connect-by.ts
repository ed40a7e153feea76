/**
 * CONNECT BY, written as a recursive WITH: the rows of FROM, then level by level the rows that their parents reach.
 * LEVEL and what CONNECT_BY_ROOT and SYS_CONNECT_BY_PATH stand for are columns that the recursion carries along.
 * https://docs.snowflake.com/en/sql-reference/constructs/connect-by
 */
import type { Expression, FunctionCall, Hierarchical, OrderBy, Select } from "../ast/index.ts";
import { integer, type SfType, varchar } from "../types.ts";
import { type Bound, compilationError, derive } from "./bound.ts";
import { coerce } from "./coerce.ts";
import { bindCondition, bindExpression } from "./expressions.ts";
import { bindFrom } from "./from.ts";
import { type BoundColumn, createScope, nextAlias, type Scope } from "./scope.ts";

type Carried = Hierarchical | FunctionCall;

interface CarriedColumn {
  node: Carried;
  type: SfType;
  nullable: boolean;
  /** DuckDB text of the value for a root, and for a child: `parent` is the parent's value. */
  root: string;
  step(parent: string): string;
}

const LEVEL = `"~level"`;
const ROW = `"~row"`;
/** Row numbers from the root on. */
const WALKED = `"~walked"`;

/** DuckDB text of the FROM clause; puts its columns, LEVEL and the carried values into the scope. */
export function bindConnectBy(select: Select, orderBy: OrderBy | undefined, scope: Scope): string {
  const { connectBy, from } = select;
  if (connectBy === undefined || from === undefined) {
    throw compilationError("001003", "42000", "CONNECT BY needs a FROM clause", select.span);
  }
  const base = createScope(scope.compilation, scope.parent);
  base.commonTables = scope.commonTables;
  base.select = select;
  const baseFrom = bindFrom(from, base);
  const [rows, tree, row, parent] = [
    nextAlias(scope, "rows"),
    nextAlias(scope, "tree"),
    nextAlias(scope, "row"),
    nextAlias(scope, "parent"),
  ];
  const columns = base.relations.flatMap((relation) => relation.columns);
  const physical = new Map(columns.map((column, at) => [column, `"~${at + 1}"`]));
  const names = [...physical.values()];
  const seenFrom = (alias: string): Scope => movedScope(base, scope, physical, alias);

  // The row itself is bound in the innermost scope, so that LEVEL of a condition is the row's own.
  const child = seenFrom(row);
  addLevel(child, `("${parent}".${LEVEL} + 1)`);
  child.prior = seenFrom(parent);
  addLevel(child.prior, `"${parent}".${LEVEL}`);
  const root = seenFrom(row);
  addLevel(root, "CAST(1 AS DECIMAL(38,0))");

  const carried = findCarried([select.items, select.where, select.groupBy, select.having, select.qualify, orderBy]).map(
    (node) => carry(node, root, child),
  );
  const start = connectBy.startWith === undefined ? "" : ` WHERE ${bindCondition(connectBy.startWith, root).sql}`;
  const conditions = connectBy.conditions.map((condition) => `(${bindCondition(condition, child).sql})`).join(" AND ");
  const own = names.map((name) => `"${row}".${name}`);
  const guard = cycleGuard(connectBy.conditions, `"${row}"`, `"${parent}"`);
  const list = [...names, LEVEL, ...guard.names, ...carried.map((_, at) => `"~c${at}"`)].join(", ");
  const roots = [...own, "CAST(1 AS DECIMAL(38,0))", ...guard.roots, ...carried.map((each) => each.root)];
  const steps = [
    ...own,
    `"${parent}".${LEVEL} + 1`,
    ...guard.steps,
    ...carried.map((each, at) => each.step(`"${parent}"."~c${at}"`)),
  ];
  const values = columns.map((column) => `${column.sql} AS ${physical.get(column)}`);
  const sql =
    `(WITH RECURSIVE "${rows}" AS MATERIALIZED (SELECT *, row_number() OVER () AS ${ROW} FROM (SELECT ${values.join(", ")} FROM ${baseFrom})), ` +
    `"${tree}"(${list}) AS (SELECT ${roots.join(", ")} FROM "${rows}" AS "${row}"${start} ` +
    `UNION ALL SELECT ${steps.join(", ")} FROM "${rows}" AS "${row}" JOIN "${tree}" AS "${parent}" ON ${conditions}) ` +
    `SELECT * FROM "${tree}")`;

  const alias = nextAlias(scope, "t");
  const seen = movedScope(base, scope, physical, alias);
  Object.assign(scope, { relations: seen.relations, star: seen.star, merged: seen.merged });
  addLevel(scope, `"${alias}".${LEVEL}`);
  carried.forEach(({ node, type, nullable }, at) => {
    scope.carried.set(node, { ...plainColumn(`"${alias}"."~c${at}"`, type), nullable });
  });
  return `${sql} AS "${alias}"`;
}

/**
 * A row that is its own ancestor would be walked for ever: an error says so. Conditions on LEVEL end by themselves, and without PRIOR
 * every row may follow every other.
 */
function cycleGuard(conditions: readonly Expression[], row: string, parent: string) {
  const tree = JSON.stringify(conditions);
  if (!tree.includes('"operator":"PRIOR"') || tree.includes('"value":"LEVEL"'))
    return { names: [], roots: [], steps: [] };
  const seen = `${parent}.${WALKED}`;
  const next = `list_append(${seen}, ${row}.${ROW})`;
  const fault = `CAST(error('SF:100000:22000:CONNECT BY runs in a circle: a row is its own ancestor.') AS BIGINT[])`;
  return {
    names: [WALKED],
    roots: [`[${row}.${ROW}]`],
    steps: [`CASE WHEN list_contains(${seen}, ${row}.${ROW}) THEN ${fault} ELSE ${next} END`],
  };
}

const plainColumn = (sql: string, type: SfType): Bound => ({
  sql,
  type,
  nullable: true,
  uses: [],
  hasAggregate: false,
  hasWindow: false,
});

/** The scope's relations with their columns read from `alias`. */
function movedScope(base: Scope, around: Scope, physical: ReadonlyMap<BoundColumn, string>, alias: string): Scope {
  const moved = createScope(around.compilation, around.parent);
  moved.commonTables = around.commonTables;
  const known = new Map<BoundColumn, BoundColumn>();
  const move = (column: BoundColumn): BoundColumn => {
    // A column merged by USING is computed from others: it is read as the first of them with its name.
    const source = physical.has(column) ? column : [...physical.keys()].find(({ name }) => name === column.name);
    const made = known.get(column) ?? { ...column, sql: `"${alias}".${source && physical.get(source)}` };
    known.set(column, made);
    return made;
  };
  moved.relations = base.relations.map((relation) => ({ ...relation, columns: relation.columns.map(move) }));
  moved.star = base.star.map(move);
  moved.merged = new Map([...base.merged].map(([name, column]) => [name, move(column)]));
  return moved;
}

/** LEVEL is a column that `*` leaves out; a column of that name hides it. */
function addLevel(scope: Scope, sql: string): void {
  if (scope.relations.some(({ columns }) => columns.some(({ name }) => name === "LEVEL"))) return;
  const level: BoundColumn = { name: "LEVEL", type: integer, nullable: false, sql, hidden: true };
  scope.relations.push({ name: undefined, path: [], columns: [level] });
}

function findCarried(tree: unknown): Carried[] {
  if (typeof tree !== "object" || tree === null) return [];
  const { kind } = tree as { kind?: string };
  // Subqueries have a hierarchy of their own.
  if (kind === "query") return [];
  if (kind === "hierarchical" && (tree as Hierarchical).operator === "CONNECT_BY_ROOT") return [tree as Hierarchical];
  if (kind === "functionCall" && isPathCall(tree as FunctionCall)) return [tree as FunctionCall];
  return Object.values(tree).flatMap(findCarried);
}

const isPathCall = ({ name }: FunctionCall) =>
  name.parts.length === 1 && name.parts[0]?.value === "SYS_CONNECT_BY_PATH";

function carry(node: Carried, root: Scope, child: Scope): CarriedColumn {
  if (node.kind === "hierarchical") {
    const bound = bindExpression(node.operand, root);
    return { node, type: bound.type, nullable: bound.nullable, root: bound.sql, step: (parent) => parent };
  }
  const [value, separator] = node.arguments;
  if (value === undefined || separator === undefined || node.arguments.length !== 2) {
    throw compilationError("000938", "22023", "SYS_CONNECT_BY_PATH takes a value and a separator", node.span);
  }
  const text = (expression: Expression, scope: Scope) =>
    coerce(bindExpression(expression, scope), varchar(), scope.compilation, "cast", node.span).sql;
  const part = (scope: Scope) => `${text(separator, scope)} || COALESCE(${text(value, scope)}, '')`;
  return {
    node,
    type: varchar(),
    nullable: false,
    root: part(root),
    step: (parent) => `${parent} || ${part(child)}`,
  };
}

/** PRIOR: the operand for the parent's row. Throws outside of CONNECT BY. */
export function bindPrior(node: Hierarchical, scope: Scope): Bound {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.prior === undefined) continue;
    const bound = bindExpression(node.operand, at.prior);
    return derive(bound.sql, bound.type, [{ ...bound, uses: [] }], true);
  }
  throw compilationError("001003", "42000", "PRIOR belongs into a CONNECT BY condition", node.span);
}

/** The value of CONNECT_BY_ROOT or SYS_CONNECT_BY_PATH that the recursion carries; undefined outside of a hierarchy. */
export function carriedValue(node: Expression, scope: Scope): Bound | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.carried.get(node);
    if (found !== undefined) return { ...found, uses: [{ scope: at, name: "CONNECT BY" }] };
  }
  return undefined;
}
