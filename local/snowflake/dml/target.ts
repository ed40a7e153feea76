/** The table that a DML statement writes. */
import type { ColumnDefinition, TableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { doesNotExist, invalidIdentifier, SnowflakeError } from "../errors.ts";
import type { Identifier, ObjectName } from "../sql/ast/index.ts";

/** Throws 002003 when there is no such table, 002003's kin when the name is of something that has no rows of its own. */
export function targetTable(context: ExecutionContext, name: ObjectName): TableDefinition {
  const path = context.path(name, "table");
  const relation = context.catalog.relation(path);
  if (relation === undefined) throw doesNotExist(name.span, "Table", writtenName(name, path.name));
  if (relation.kind === "table") return relation;
  const what = { view: "View", stream: "Stream", dynamic_table: "Dynamic table" }[relation.kind];
  throw new SnowflakeError(
    "001003",
    "42000",
    `SQL compilation error:\n${what} '${path.name}' cannot be the target of a DML statement.`,
    name.span,
  );
}

const writtenName = (name: ObjectName, fallback: string) =>
  name.dynamic === undefined ? name.parts.map(({ value }) => value).join(".") : fallback;

/** The column that an identifier names; throws 000904. */
export function targetColumn(table: TableDefinition, identifier: Identifier): ColumnDefinition {
  const column = table.columns.find(({ name }) => name === identifier.value);
  if (column === undefined) throw invalidIdentifier(identifier.span, identifier.value);
  return column;
}

/** The columns of a column list, all when it is empty. Throws 000904, and 001036 for a column named twice. */
export function targetColumns(table: TableDefinition, identifiers: readonly Identifier[]): readonly ColumnDefinition[] {
  if (identifiers.length === 0) return table.columns;
  const columns = identifiers.map((identifier) => targetColumn(table, identifier));
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) {
    throw new SnowflakeError(
      "001036",
      "42000",
      `SQL compilation error:\nduplicate column name '${twice.name}'`,
      identifiers[0]?.span,
    );
  }
  return columns;
}
