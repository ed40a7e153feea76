/** The column actions of ALTER TABLE, each giving the table as it then is. */
import { assignText } from "../../engine/assign.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import { typeOfName } from "../../engine/type-of-name.ts";
import { notInTwin, SnowflakeError } from "../../errors.ts";
import type { AlterAction } from "../../sql/ast/index.ts";
import { duckType, formatType, type SfType } from "../../sql/types.ts";
import type { DdlUnit } from "../../storage/port.ts";
import type { ColumnDefinition, TableDefinition } from "../objects.ts";
import { defineColumn, defineConstraints, requireKeyColumns, sourceOf } from "./column-definitions.ts";
import { readTags } from "./tags.ts";

type Action<K extends AlterAction["kind"]> = Extract<AlterAction, { kind: K }>;

const unknownColumn = (name: string) =>
  new SnowflakeError("000904", "42000", `SQL compilation error:\ninvalid identifier '${name}'`);

const columnOf = (table: TableDefinition, name: string): ColumnDefinition => {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw unknownColumn(name);
  return column;
};

/** Rows that exist get the default, as in Snowflake; a NOT NULL column without one needs an empty table. */
export async function addColumns(
  context: ExecutionContext,
  unit: DdlUnit,
  table: TableDefinition,
  action: Action<"addColumns">,
): Promise<TableDefinition> {
  let columns = [...table.columns];
  for (const written of action.columns) {
    const name = written.name.value;
    if (columns.some((column) => column.name === name)) {
      if (written.ifNotExists) continue;
      throw new SnowflakeError("001430", "42601", `SQL compilation error:\ncolumn ${name} already exists`);
    }
    const column = await defineColumn(context, unit, written);
    const fill = fillFor(context, unit, column, written);
    if (!column.nullable && fill === undefined && (await rowsOf(unit, table)) > 0) {
      throw new SnowflakeError(
        "001450",
        "42601",
        `SQL compilation error:\nNon-nullable column '${name}' cannot be added to non-empty table '${table.name}' unless it has a non-null default value.`,
      );
    }
    await unit.addColumn(table.table, { name, type: duckType(column.type) }, fill);
    columns = [...columns, column];
  }
  const constraints = [...table.constraints, ...defineConstraints(context, action.columns, [])];
  return { ...table, columns: requireKeyColumns(columns, constraints), constraints };
}

function fillFor(
  context: ExecutionContext,
  unit: DdlUnit,
  column: ColumnDefinition,
  written: Action<"addColumns">["columns"][number],
): string | undefined {
  if (column.identity !== undefined) return context.storage.nextValue(column.identity.sequence);
  if (written.default === undefined) return undefined;
  const value = context.compileExpression(written.default, context.view(unit.view));
  return assignText(context, value.sql, value.type, column.type);
}

async function rowsOf(unit: DdlUnit, table: TableDefinition): Promise<number> {
  const names = table.columns.slice(0, 1).map(({ name }) => name);
  const result = await unit.connection.runAndReadAll(`select count(*) from ${unit.view.relation(table.table, names)}`);
  return Number(result.getRowsJS()[0]?.[0]);
}

export async function dropColumns(
  unit: DdlUnit,
  table: TableDefinition,
  action: Action<"dropColumns">,
): Promise<TableDefinition> {
  let columns = [...table.columns];
  for (const { value: name } of action.columns) {
    if (!columns.some((column) => column.name === name)) {
      if (action.ifExists) continue;
      throw unknownColumn(name);
    }
    if (columns.length === 1) {
      throw new SnowflakeError(
        "002262",
        "42601",
        `SQL compilation error:\nCannot drop all columns of the table '${table.name}'.`,
      );
    }
    await unit.dropColumn(table.table, name);
    columns = columns.filter((column) => column.name !== name);
  }
  const constraints = table.constraints.filter((constraint) =>
    constraint.columns.every((name) => columns.some((column) => column.name === name)),
  );
  return { ...table, columns, constraints };
}

export async function renameColumn(
  unit: DdlUnit,
  table: TableDefinition,
  { from, to }: Action<"renameColumn">,
): Promise<TableDefinition> {
  columnOf(table, from.value);
  if (table.columns.some(({ name }) => name === to.value)) {
    throw new SnowflakeError("002025", "42S21", `SQL compilation error:\nduplicate column name '${to.value}'`);
  }
  await unit.renameColumn(table.table, from.value, to.value);
  const renamed = (name: string) => (name === from.value ? to.value : name);
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, name: renamed(column.name) })),
    constraints: table.constraints.map((constraint) => ({ ...constraint, columns: constraint.columns.map(renamed) })),
  };
}

export async function alterColumn(
  context: ExecutionContext,
  unit: DdlUnit,
  table: TableDefinition,
  { column: { value: name }, change, span }: Action<"alterColumn">,
): Promise<TableDefinition> {
  const column = columnOf(table, name);
  const put = (altered: ColumnDefinition): TableDefinition => ({
    ...table,
    columns: table.columns.map((candidate) => (candidate === column ? altered : candidate)),
  });
  switch (change.change) {
    case "setDefault": {
      // Only another sequence may be set: https://docs.snowflake.com/en/sql-reference/sql/alter-table-column
      if (column.default === undefined || !/\.nextval$/i.test(column.default)) {
        throw new SnowflakeError(
          "002211",
          "0A000",
          `SQL compilation error:\nUnsupported feature 'Alter Column Set Default'.`,
          span,
        );
      }
      return put({ ...column, default: sourceOf(context, change.value) });
    }
    case "dropDefault": {
      const { default: _default, ...rest } = column;
      return put(rest);
    }
    case "setNotNull": {
      const nulls = await countNulls(unit, table, name);
      if (nulls > 0) {
        throw new SnowflakeError(
          "002108",
          "22000",
          `SQL compilation error:\nColumn '${name}' contains null values. Not null constraint cannot be added.`,
        );
      }
      return put({ ...column, nullable: false });
    }
    case "dropNotNull":
      return put({ ...column, nullable: true });
    case "setType": {
      const type = typeOfName(change.type, context.session);
      requireCompatible(column, type);
      if (duckType(type) !== duckType(column.type)) await unit.changeColumnType(table.table, name, duckType(type));
      return put({ ...column, type });
    }
    case "setComment":
      return put({ ...column, comment: change.comment.value });
    case "unsetComment": {
      const { comment: _comment, ...rest } = column;
      return put(rest);
    }
    case "setTags":
      return put({ ...column, tags: { ...column.tags, ...readTags(context, change.tags) } });
    case "unsetTags":
      return put(column);
    default:
      throw notInTwin(span, "policies on columns", "Leave the policy out.");
  }
}

async function countNulls(unit: DdlUnit, table: TableDefinition, column: string): Promise<number> {
  const relation = unit.view.relation(table.table, [column]);
  const result = await unit.connection.runAndReadAll(
    `select count(*) from ${relation} as t where t."${column.replaceAll('"', '""')}" is null`,
  );
  return Number(result.getRowsJS()[0]?.[0]);
}

/** Longer text, more digits of the same scale; nothing else: https://docs.snowflake.com/en/sql-reference/sql/alter-table-column */
function requireCompatible(column: ColumnDefinition, to: SfType): void {
  const from = column.type;
  const isLonger = from.kind === "varchar" && to.kind === "varchar" && to.length >= from.length;
  const isLongerBinary = from.kind === "binary" && to.kind === "binary" && to.length >= from.length;
  const isWider =
    from.kind === "number" && to.kind === "number" && to.scale === from.scale && to.precision >= from.precision;
  const isSame = formatType(from) === formatType(to);
  if (isLonger || isLongerBinary || isWider || isSame) return;
  throw new SnowflakeError(
    "040052",
    "22000",
    `SQL compilation error: cannot change column ${column.name} from type ${formatType(from)} to ${formatType(to)}${
      from.kind === to.kind && from.kind !== "number"
        ? " because reducing the byte-length of a varchar is not supported."
        : ""
    }`,
  );
}
