/** PIVOT and UNPIVOT, written out as grouping and as rows from columns. */
import { notInTwin } from "../../errors.ts";
import type { Expression, PivotRelation, SelectExpression, UnpivotRelation } from "../ast/index.ts";
import { quoteText } from "../emit/text.ts";
import { FILTER_MARK } from "../functions/filter-mark.ts";
import { type SfType, varchar } from "../types.ts";
import { type Bound, compilationError, positionOf } from "./bound.ts";
import type { OutputColumn } from "./catalog-view.ts";
import { coerce, unify } from "./coerce.ts";
import { bindExpression } from "./expressions.ts";
import { addRelation, bindFrom } from "./from.ts";
import { textLiteral } from "./literals.ts";
import { columnValue } from "./names.ts";
import { compare } from "./predicates.ts";
import { outputName } from "./query.ts";
import { type BoundColumn, createScope, findColumn, nextAlias, type Scope } from "./scope.ts";

/** https://docs.snowflake.com/en/sql-reference/constructs/pivot: grouped by every column that is neither aggregated nor pivoted. */
export function bindPivot(node: PivotRelation, scope: Scope): string {
  const inner = createScope(scope.compilation, scope.parent);
  inner.commonTables = scope.commonTables;
  const from = bindFrom(node.source, inner);
  const pivoted = bindExpression(node.column, inner);
  const used = new Set(pivoted.uses.map((use) => use.name));
  const standard = node.defaultOnNull === undefined ? undefined : bindExpression(node.defaultOnNull, inner);
  const columns: OutputColumn[] = [];
  const cells: string[] = [];
  for (const value of valuesOf(node, pivoted, inner)) {
    for (const aggregate of node.aggregates) {
      for (const read of aggregatedColumns(aggregate)) {
        for (const use of bindExpression(read, inner).uses) used.add(use.name);
      }
      const whole = bindAggregateOver(aggregate, value.condition, inner);
      const cell =
        standard === undefined ? whole : withDefault(whole, coerce(standard, whole.type, scope.compilation).sql);
      columns.push({
        name: value.name + suffixOf(node, aggregate, scope),
        type: cell.type,
        nullable: true,
        physical: "",
      });
      cells.push(cell.sql);
    }
  }
  const keys = inner.star.filter((column) => !used.has(column.name));
  const all = [
    ...keys.map((key): OutputColumn => ({ name: key.name, type: key.type, nullable: key.nullable, physical: "" })),
    ...columns,
  ];
  all.forEach((column, at) => {
    column.physical = outputName(at);
  });
  const list = [...keys.map((key) => key.sql), ...cells].map((sql, at) => `${sql} AS "${outputName(at)}"`);
  const group = keys.length === 0 ? "" : ` GROUP BY ${keys.map((key) => key.sql).join(", ")}`;
  return addRelation(
    { columns: all, from: `(SELECT ${list.join(", ")} FROM ${from}${group})` },
    node.alias,
    undefined,
    scope,
  );
}

interface Heading {
  name: string;
  /** DuckDB text: the row belongs under this value. */
  condition: string;
}

/** Values that are listed keep their text as name; those of ANY and subqueries are text in quotes, or a number. */
function valuesOf(node: PivotRelation, pivoted: Bound, scope: Scope): Heading[] {
  const { compilation } = scope;
  if (node.values.form === "list") {
    return node.values.items.map((item) => ({
      name: item.alias?.value ?? sourceText(item, scope),
      condition: compare("=", pivoted, bindExpression(item.expression, scope), compilation, item.span).sql,
    }));
  }
  const values = compilation.view.resolvePivot?.(node);
  if (values === undefined) {
    throw notInTwin(
      positionOf(node.span),
      "a view or routine with PIVOT over ANY or a subquery",
      "List the values: IN ('a', 'b').",
    );
  }
  const isPlain = pivoted.type.kind === "number" || pivoted.type.kind === "float";
  return values.map(({ text }) => {
    if (text === null) return { name: "NULL", condition: `${pivoted.sql} IS NULL` };
    const value = coerce(textLiteral(text), pivoted.type, compilation, "cast", node.span);
    return {
      name: isPlain ? text : `'${text}'`,
      condition: compare("=", pivoted, value, compilation, node.span).sql,
    };
  });
}

function suffixOf(node: PivotRelation, aggregate: SelectExpression, scope: Scope): string {
  if (aggregate.alias !== undefined) return `_${aggregate.alias.value}`;
  return node.aggregates.length > 1 ? `_${sourceText(aggregate, scope)}` : "";
}

const withDefault = <T extends { sql: string }>(cell: T, standard: string): T => ({
  ...cell,
  sql: `COALESCE(${cell.sql}, ${standard})`,
});

/** What the aggregate reads, its order included. */
function aggregatedColumns(aggregate: SelectExpression): Expression[] {
  const { expression } = aggregate;
  if (expression.kind === "functionCall") {
    const orders = expression.withinGroup?.items ?? expression.orderBy?.items ?? [];
    return [...expression.arguments.filter(({ kind }) => kind !== "star"), ...orders.map((item) => item.expression)];
  }
  throw notInTwin(positionOf(aggregate.span), "PIVOT with this aggregate", "Use an aggregate of one column.");
}

/** The aggregate over the rows that match: its text with a FILTER. */
function bindAggregateOver(aggregate: SelectExpression, condition: string, scope: Scope) {
  const bound = bindExpression(aggregate.expression, scope);
  if (!bound.sql.includes(FILTER_MARK)) {
    throw notInTwin(positionOf(aggregate.span), "PIVOT with this aggregate", "Use SUM, COUNT, MIN, MAX or AVG.");
  }
  return { ...bound, sql: bound.sql.replaceAll(FILTER_MARK, ` FILTER (WHERE ${condition})`) };
}

function sourceText(item: SelectExpression, scope: Scope): string {
  const { start, end } = item.expression.span;
  return scope.compilation.view.session.statementText.slice(start, end);
}

/** https://docs.snowflake.com/en/sql-reference/constructs/unpivot */
export function bindUnpivot(node: UnpivotRelation, scope: Scope): string {
  const inner = createScope(scope.compilation, scope.parent);
  inner.commonTables = scope.commonTables;
  const from = bindFrom(node.source, inner);
  const picked = node.columns.map((item) => {
    const { expression } = item;
    const column = expression.kind === "column" ? findColumn(inner, [], expression.parts.at(-1)!) : undefined;
    if (column === undefined)
      throw compilationError("000904", "42000", "UNPIVOT takes columns of its table", item.span);
    return { column, label: item.alias?.value ?? column.name };
  });
  const values = unify(
    picked.map(({ column }) => columnValue(column, inner)),
    scope.compilation,
    "UNPIVOT",
    node.span,
  );
  const rest = inner.star.filter((column) => !picked.some((item) => item.column.name === column.name));
  const alias = nextAlias(scope, "u");
  const structs = picked.map(({ label }, at) => `struct_pack(n := ${quoteText(label)}, v := ${values[at]!.sql})`);
  const valueType: SfType = values[0]!.type;
  const columns: OutputColumn[] = [
    ...rest.map(
      (column: BoundColumn, at): OutputColumn => ({
        name: column.name,
        type: column.type,
        nullable: column.nullable,
        physical: outputName(at),
      }),
    ),
    { name: node.nameColumn.value, type: varchar(), nullable: false, physical: outputName(rest.length) },
    {
      name: node.valueColumn.value,
      type: valueType,
      nullable: node.nulls === "INCLUDE",
      physical: outputName(rest.length + 1),
    },
  ];
  // Unnested in the select list, not by a join: the rows of a record then stand in the order of the list.
  const kept = rest.map((column, at) => `${column.sql} AS "${outputName(at)}"`);
  const rows = `SELECT ${[...kept, `unnest([${structs.join(", ")}]) AS u`].join(", ")} FROM ${from}`;
  const list = [
    ...rest.map((_column, at) => `"${alias}"."${outputName(at)}"`),
    `"${alias}".u.n AS "${outputName(rest.length)}"`,
    `"${alias}".u.v AS "${outputName(rest.length + 1)}"`,
  ];
  const where = node.nulls === "INCLUDE" ? "" : ` WHERE "${alias}".u.v IS NOT NULL`;
  const sql = `(SELECT ${list.join(", ")} FROM (${rows}) AS "${alias}"${where})`;
  return addRelation({ columns, from: sql }, node.alias, undefined, scope);
}
