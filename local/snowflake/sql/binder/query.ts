/** Binds a query of any shape to one DuckDB SELECT. */
import { notInTwin } from "../../errors.ts";
import type { CommonTable, Query, QueryBody, RowLimit, Values, With } from "../ast/index.ts";
import { castTo } from "../emit/text.ts";
import { number, type SfType, sameType, varchar } from "../types.ts";
import { type Bound, compilationError, positionOf } from "./bound.ts";
import type { OutputColumn } from "./catalog-view.ts";
import { coerce, commonTypeOf, unify } from "./coerce.ts";
import { bindExpression } from "./expressions.ts";
import { orderOutput } from "./order.ts";
import { type CommonTableBinding, createScope, nextAlias, type Scope } from "./scope.ts";
import { bindSelect } from "./select.ts";
import { bindSetOperation } from "./set-operations.ts";

export interface BoundQuery {
  sql: string;
  columns: OutputColumn[];
}

/** Names of output columns in emitted text: they cannot collide with a user's names. */
export const outputName = (at: number): string => `~${at + 1}`;

export function bindQuery(query: Query, parent: Scope | undefined, compilation = parent!.compilation): BoundQuery {
  const scope = createScope(compilation, parent);
  const prefix = query.with === undefined ? "" : bindWith(query.with, scope);
  const bound = bindBody(query, scope);
  return { sql: prefix + bound.sql, columns: bound.columns };
}

function bindBody(query: Query, scope: Scope): BoundQuery {
  const { body, orderBy, limit } = query;
  if (body.kind === "select") return bindSelect(body, scope, orderBy, limit);
  const inner = bindQueryBody(body, scope);
  if (orderBy === undefined && limit === undefined) return inner;
  const alias = nextAlias(scope, "q");
  const order = orderBy === undefined ? "" : orderOutput(orderBy, inner.columns, alias, scope);
  return {
    sql: `SELECT * FROM (${inner.sql}) AS "${alias}"${order}${limitText(limit, scope)}`,
    columns: inner.columns,
  };
}

export function bindQueryBody(body: QueryBody, scope: Scope): BoundQuery {
  switch (body.kind) {
    case "select":
      return bindSelect(body, scope, undefined, undefined);
    case "nested":
      return bindQuery(body.query, scope);
    case "setOperation":
      return bindSetOperation(body, scope);
    case "values":
      return bindValues(body, scope);
  }
}

/** COLUMN1, COLUMN2, …, each in the common type of its values. */
export function bindValues(node: Values, scope: Scope): BoundQuery {
  const rows = node.rows.map((row) => row.items.map((item) => bindExpression(item, scope)));
  const width = rows[0]?.length ?? 0;
  const columns: OutputColumn[] = [];
  const texts: string[][] = rows.map(() => []);
  for (let at = 0; at < width; at++) {
    const cells = rows.map((row, index) => {
      const cell = row[at];
      if (cell === undefined || row.length !== width) {
        throw compilationError(
          "001003",
          "42000",
          "the rows of VALUES have different numbers of columns",
          node.rows[index]?.span,
        );
      }
      return cell;
    });
    const unified = unify(cells, scope.compilation, "VALUES", node.span);
    for (const [index, cell] of unified.entries()) texts[index]!.push(cell.sql);
    columns.push({
      name: `COLUMN${at + 1}`,
      type: unified[0]!.type,
      nullable: unified.some((cell) => cell.nullable),
      physical: outputName(at),
    });
  }
  const names = columns.map((column) => `"${column.physical}"`).join(", ");
  const list = texts.map((row) => `(${row.join(", ")})`).join(", ");
  return { sql: `SELECT * FROM (VALUES ${list}) AS "${nextAlias(scope, "v")}"(${names})`, columns };
}

function bindWith(node: With, scope: Scope): string {
  const parts = node.tables.map((table) => bindCommonTable(table, node.recursive, scope));
  const recursive = parts.some((part) => part.recursive);
  return `WITH ${recursive ? "RECURSIVE " : ""}${parts.map((part) => part.sql).join(", ")} `;
}

function bindCommonTable(table: CommonTable, mayRecurse: boolean, scope: Scope): { sql: string; recursive: boolean } {
  const duckName = nextAlias(scope, "w");
  const query = unwrapped(table.query);
  const { body } = query;
  const isUnion = body.kind === "setOperation" && body.operator === "UNION";
  if (isUnion && body.kind === "setOperation" && query.with === undefined && mentions(body.right, table.name.value)) {
    if (body.quantifier !== "ALL")
      throw notInTwin(positionOf(body.span), "UNION in a recursive query", "Use UNION ALL.");
    const first = bindQueryBody(body.left, createScope(scope.compilation, scope));
    const types = first.columns.map(({ type }) => widest(type));
    const sqlOfFirst = cast(first, types, scope);
    const isCast = sqlOfFirst !== first.sql;
    const anchor: BoundQuery = {
      sql: sqlOfFirst,
      columns: first.columns.map((column, at) => ({
        ...column,
        type: types[at]!,
        physical: isCast ? outputName(at) : column.physical,
      })),
    };
    const binding = named(anchor, table, duckName);
    scope.commonTables.set(table.name.value, binding);
    const step = bindQueryBody(body.right, createScope(scope.compilation, scope));
    if (step.columns.length !== anchor.columns.length) {
      throw compilationError(
        "001789",
        "42601",
        "the parts of the recursive query have different numbers of columns",
        body.span,
      );
    }
    const sql = `"${duckName}" AS (${anchor.sql} UNION ALL ${cast(step, types, scope)})`;
    return { sql, recursive: true };
  }
  void mayRecurse;
  const bound = bindQuery(table.query, scope);
  scope.commonTables.set(table.name.value, named(bound, table, duckName));
  return { sql: `"${duckName}" AS (${bound.sql})`, recursive: false };
}

/** `((select …))` without what only brackets would hold: the query inside. */
function unwrapped(query: Query): Query {
  const { body } = query;
  const isBare = query.with === undefined && query.orderBy === undefined && query.limit === undefined;
  return isBare && body.kind === "nested" ? unwrapped(body.query) : query;
}

/** A literal of the anchor says nothing of how far the recursion counts or how long its text grows. */
function widest(type: SfType): SfType {
  if (type.kind === "varchar") return varchar();
  return type.kind === "number" ? number(38, type.scale) : type;
}

function named(query: BoundQuery, table: CommonTable, duckName: string): CommonTableBinding {
  if (table.columns.length > 0 && table.columns.length !== query.columns.length) {
    throw compilationError(
      "002057",
      "42601",
      `column list of ${table.name.value} has ${table.columns.length} names for ${query.columns.length} columns`,
      table.span,
    );
  }
  return {
    duckName,
    columns: query.columns.map((column, at) => ({ ...column, name: table.columns[at]?.value ?? column.name })),
  };
}

/** The query with its columns cast. Their physical names are `~1`, `~2`, … afterwards. */
export function cast(query: BoundQuery, types: readonly SfType[], scope: Scope): string {
  if (query.columns.every((column, at) => sameType(column.type, types[at]!) && column.type.kind !== "null"))
    return query.sql;
  const alias = nextAlias(scope, "q");
  const items = query.columns.map((column, at) => {
    const value: Bound = {
      sql: `"${alias}"."${column.physical}"`,
      type: column.type,
      nullable: true,
      uses: [],
      hasAggregate: false,
      hasWindow: false,
    };
    const type = types[at]!;
    const text = type.kind === "null" ? castTo("NULL", type) : coerce(value, type, scope.compilation).sql;
    return `${text} AS "${outputName(at)}"`;
  });
  return `SELECT ${items.join(", ")} FROM (${query.sql}) AS "${alias}"`;
}

/** Whether any FROM in a tree names `name`, unqualified. */
function mentions(node: unknown, name: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some((item) => mentions(item, name));
  const tree = node as { kind?: string; name?: { kind?: string; parts?: { value: string }[] } };
  if (tree.kind === "table" && tree.name?.parts?.length === 1 && tree.name.parts[0]!.value === name) return true;
  return Object.entries(tree).some(([key, value]) => key !== "span" && mentions(value, name));
}

export function limitText(limit: RowLimit | undefined, scope: Scope): string {
  if (limit === undefined) return "";
  const amount = (word: string, node: RowLimit["count"]) => {
    if (node === undefined) return "";
    const value = bindExpression(node, createScope(scope.compilation, undefined));
    if (value.constant === null) return "";
    const count = Number(value.constant);
    if (!Number.isInteger(count) || count < 0) {
      throw compilationError(
        "001014",
        "42601",
        `Invalid row count '${String(value.constant)}' in limit clause`,
        node.span,
      );
    }
    return ` ${word} ${count}`;
  };
  return amount("LIMIT", limit.count) + amount("OFFSET", limit.offset);
}

export { commonTypeOf };
