/** SHOW COLUMNS: https://docs.snowflake.com/en/sql-reference/sql/show-columns */
import type { ExecutionContext } from "../../engine/context.ts";
import { doesNotExist } from "../../errors.ts";
import type { Show } from "../../sql/ast/index.ts";
import { type SfType, wireType } from "../../sql/types.ts";
import { formatPath } from "../object-map.ts";
import type { ColumnDefinition, Relation, ViewColumn } from "../objects.ts";
import { type Listed, type Listing, scopeOf, shown } from "./listing.ts";

export interface ShownColumn extends Listed {
  relation: Relation;
  column: ColumnDefinition | ViewColumn;
}

export const columns: Listing<ShownColumn> = {
  columns: [
    shown("table_name", ({ relation }) => relation.name),
    shown("schema_name", ({ relation }) => relation.schema),
    shown("column_name", ({ column }) => column.name),
    shown("data_type", ({ column }) => typeAsJson(column.type, column.nullable)),
    shown("null?", ({ column }) => (column.nullable ? "true" : "NOT_NULL")),
    shown("default", ({ column }) => ("default" in column ? (column.default ?? "") : "")),
    shown("kind", () => "COLUMN"),
    shown("expression", () => ""),
    shown("comment", ({ column }) => column.comment ?? ""),
    shown("database_name", ({ relation }) => relation.database),
    shown("autoincrement", ({ column }) =>
      "identity" in column && column.identity ? identityText(column.identity) : "",
    ),
  ],
};

export const identityText = ({ start, increment, order }: NonNullable<ColumnDefinition["identity"]>): string =>
  `IDENTITY START ${start} INCREMENT ${increment} ${order ? "ORDER" : "NOORDER"}`;

/** Drivers and SQLAlchemy read this JSON: its keys are Snowflake's. */
function typeAsJson(type: SfType, nullable: boolean): string {
  const wire = wireType(type);
  const entry: Record<string, unknown> = { type: wire.type.toUpperCase() };
  if (wire.precision !== null) entry.precision = wire.precision;
  if (wire.scale !== null) entry.scale = wire.scale;
  if (wire.length !== null) entry.length = wire.length;
  if (wire.byteLength !== null) entry.byteLength = wire.byteLength;
  return JSON.stringify({ ...entry, nullable, ...(type.kind === "varchar" && { fixed: false }) });
}

export function shownColumns(context: ExecutionContext, statement: Show): ShownColumn[] {
  const { scope } = statement;
  const isRelation =
    scope?.container === "TABLE" ||
    scope?.container === "VIEW" ||
    (scope?.name !== undefined && scope.container === undefined);
  const relations = isRelation ? [oneRelation(context, statement)] : allRelations(context, statement);
  return relations.flatMap((relation) =>
    relation.kind === "stream" ? [] : relation.columns.map((column) => ({ name: column.name, relation, column })),
  );
}

function oneRelation(context: ExecutionContext, { scope }: Show): Relation {
  if (scope?.name === undefined) throw doesNotExist(scope?.span, "Table", "");
  const path = context.path(scope.name, "table");
  const relation = context.catalog.relation(path);
  if (relation === undefined) throw doesNotExist(scope.name.span, "Table", formatPath(path));
  return relation;
}

function allRelations(context: ExecutionContext, statement: Show): Relation[] {
  const within = scopeOf(context, statement, "table");
  const { catalog } = context;
  return [...catalog.list("table", within), ...catalog.list("view", within), ...catalog.list("dynamic_table", within)];
}
