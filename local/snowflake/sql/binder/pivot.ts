/** PIVOT and UNPIVOT, written out as grouping and as rows from columns. */
import { notInTwin } from "../../errors.ts";
import type { Expression, PivotRelation, SelectExpression, UnpivotRelation } from "../ast/index.ts";
import { quoteText } from "../emit/text.ts";
import { FILTER_MARK } from "../functions/filter-mark.ts";
import { type SfType, varchar } from "../types.ts";
import { compilationError, positionOf } from "./bound.ts";
import type { OutputColumn } from "./catalog-view.ts";
import { coerce, unify } from "./coerce.ts";
import { bindExpression } from "./expressions.ts";
import { addRelation, bindFrom } from "./from.ts";
import { columnValue } from "./names.ts";
import { compare } from "./predicates.ts";
import { outputName } from "./query.ts";
import { type BoundColumn, createScope, findColumn, nextAlias, type Scope } from "./scope.ts";

/** https://docs.snowflake.com/en/sql-reference/constructs/pivot: grouped by every column that is neither aggregated nor pivoted. */
export function bindPivot(node: PivotRelation, scope: Scope): string {
  if (node.values.form !== "list") {
    throw notInTwin(
      positionOf(node.span),
      "PIVOT with values from ANY or a subquery",
      "List the values: IN ('a', 'b').",
    );
  }
  const inner = createScope(scope.compilation, scope.parent);
  inner.commonTables = scope.commonTables;
  const from = bindFrom(node.source, inner);
  const pivoted = bindExpression(node.column, inner);
  const used = new Set(pivoted.uses.map((use) => use.name));
  const columns: OutputColumn[] = [];
  const cells: string[] = [];
  for (const item of node.values.items) {
    const value = bindExpression(item.expression, inner);
    const match = compare("=", pivoted, value, scope.compilation, item.span);
    for (const aggregate of node.aggregates) {
      const argument = aggregatedColumn(aggregate);
      const bound = bindExpression(argument, inner);
      for (const use of bound.uses) used.add(use.name);
      const whole = bindAggregateOver(aggregate, match.sql, inner);
      const standard = node.defaultOnNull === undefined ? undefined : bindExpression(node.defaultOnNull, inner);
      const cell =
        standard === undefined ? whole : withDefault(whole, coerce(standard, whole.type, scope.compilation).sql);
      const valueName = item.alias?.value ?? sourceText(item, scope);
      const suffix =
        aggregate.alias === undefined
          ? node.aggregates.length > 1
            ? `_${sourceText(aggregate, scope)}`
            : ""
          : `_${aggregate.alias.value}`;
      columns.push({ name: valueName + suffix, type: cell.type, nullable: true, physical: "" });
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

const withDefault = <T extends { sql: string }>(cell: T, standard: string): T => ({
  ...cell,
  sql: `COALESCE(${cell.sql}, ${standard})`,
});

function aggregatedColumn(aggregate: SelectExpression): Expression {
  const { expression } = aggregate;
  if (expression.kind === "functionCall" && expression.arguments.length === 1) return expression.arguments[0]!;
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
  const list = [...rest.map((column) => column.sql), `"${alias}".u.n`, `"${alias}".u.v`].map(
    (sql, at) => `${sql} AS "${outputName(at)}"`,
  );
  const where = node.nulls === "INCLUDE" ? "" : ` WHERE "${alias}".u.v IS NOT NULL`;
  const sql = `(SELECT ${list.join(", ")} FROM ${from}, LATERAL (SELECT unnest([${structs.join(", ")}]) AS u) AS "${alias}"${where})`;
  return addRelation({ columns, from: sql }, node.alias, undefined, scope);
}
