/** INFORMATION_SCHEMA.COLUMNS and the constraints' views. */
import { numberType, timestampType } from "../../engine/literal-result.ts";
import { type SfType, wireType } from "../../sql/types.ts";
import type { ColumnDefinition, ConstraintDefinition, Relation, TableDefinition, ViewColumn } from "../objects.ts";
import { field, type InformationView, viewOf } from "./view.ts";

interface NumberedColumn {
  relation: Relation;
  column: ColumnDefinition | ViewColumn;
  position: number;
}

/** As INFORMATION_SCHEMA names types: TEXT, NUMBER, FLOAT, TIMESTAMP_NTZ. */
const dataType = ({ kind }: SfType) => (kind === "varchar" ? "TEXT" : kind.toUpperCase());
const isText = ({ kind }: SfType) => kind === "varchar" || kind === "binary";
const yesNo = (yes: boolean) => (yes ? "YES" : "NO");

const identityOf = ({ column }: NumberedColumn) => ("identity" in column ? column.identity : undefined);

interface TableConstraint {
  table: TableDefinition;
  constraint: ConstraintDefinition;
}

const constraintsOf = (tables: readonly TableDefinition[]): TableConstraint[] =>
  tables.flatMap((table) => table.constraints.map((constraint) => ({ table, constraint })));

export const columnViews: Readonly<Record<string, InformationView>> = {
  COLUMNS: viewOf<NumberedColumn>(
    [
      field("TABLE_CATALOG", ({ relation }) => relation.database),
      field("TABLE_SCHEMA", ({ relation }) => relation.schema),
      field("TABLE_NAME", ({ relation }) => relation.name),
      field("COLUMN_NAME", ({ column }) => column.name),
      field("ORDINAL_POSITION", ({ position }) => position, numberType),
      field("COLUMN_DEFAULT", ({ column }) => ("default" in column ? (column.default ?? null) : null)),
      field("IS_NULLABLE", ({ column }) => yesNo(column.nullable)),
      field("DATA_TYPE", ({ column }) => dataType(column.type)),
      field(
        "CHARACTER_MAXIMUM_LENGTH",
        ({ column }) => (isText(column.type) ? wireType(column.type).length : null),
        numberType,
      ),
      field(
        "CHARACTER_OCTET_LENGTH",
        ({ column }) => (isText(column.type) ? wireType(column.type).byteLength : null),
        numberType,
      ),
      field(
        "NUMERIC_PRECISION",
        ({ column: { type } }) => (type.kind === "number" ? type.precision : null),
        numberType,
      ),
      field("NUMERIC_PRECISION_RADIX", ({ column: { type } }) => (type.kind === "number" ? 10 : null), numberType),
      field("NUMERIC_SCALE", ({ column: { type } }) => (type.kind === "number" ? type.scale : null), numberType),
      field(
        "DATETIME_PRECISION",
        ({ column: { type } }) => ("scale" in type && type.kind !== "number" ? type.scale : null),
        numberType,
      ),
      field("INTERVAL_TYPE", () => null),
      field("INTERVAL_PRECISION", () => null),
      field("CHARACTER_SET_CATALOG", () => null),
      field("CHARACTER_SET_SCHEMA", () => null),
      field("CHARACTER_SET_NAME", () => null),
      field("COLLATION_CATALOG", () => null),
      field("COLLATION_SCHEMA", () => null),
      field("COLLATION_NAME", () => null),
      field("DOMAIN_CATALOG", () => null),
      field("DOMAIN_SCHEMA", () => null),
      field("DOMAIN_NAME", () => null),
      field("UDT_CATALOG", () => null),
      field("UDT_SCHEMA", () => null),
      field("UDT_NAME", () => null),
      field("SCOPE_CATALOG", () => null),
      field("SCOPE_SCHEMA", () => null),
      field("SCOPE_NAME", () => null),
      field("MAXIMUM_CARDINALITY", () => null, numberType),
      field("DTD_IDENTIFIER", () => null),
      field("IS_SELF_REFERENCING", () => "NO"),
      field("IS_IDENTITY", (each) => yesNo(identityOf(each) !== undefined)),
      field("IDENTITY_GENERATION", (each) => (identityOf(each) === undefined ? null : "BY DEFAULT")),
      field("IDENTITY_START", (each) => identityOf(each)?.start ?? null),
      field("IDENTITY_INCREMENT", (each) => identityOf(each)?.increment ?? null),
      field("IDENTITY_MAXIMUM", () => null),
      field("IDENTITY_MINIMUM", () => null),
      field("IDENTITY_CYCLE", (each) => (identityOf(each) === undefined ? null : "NO")),
      field("IDENTITY_ORDERED", (each) => {
        const identity = identityOf(each);
        return identity === undefined ? null : yesNo(identity.order);
      }),
      field("COMMENT", ({ column }) => column.comment ?? null),
      // The name as written is not kept: null, as for tables older than this column (docs.snowflake.com/release-notes/bcr-bundles/2025_07/bcr-2061).
      field("DATA_TYPE_ALIAS", () => null),
    ],
    ({ catalog }, database) =>
      [
        ...catalog.list("table", { database }),
        ...catalog.list("view", { database }),
        ...catalog.list("dynamic_table", { database }),
      ].flatMap((relation) =>
        relation.columns.map((column: ColumnDefinition | ViewColumn, at: number) => ({
          relation,
          column,
          position: at + 1,
        })),
      ),
  ),
  TABLE_CONSTRAINTS: viewOf<TableConstraint>(
    [
      field("CONSTRAINT_CATALOG", ({ table }) => table.database),
      field("CONSTRAINT_SCHEMA", ({ table }) => table.schema),
      field("CONSTRAINT_NAME", ({ constraint }) => constraint.name),
      field("TABLE_CATALOG", ({ table }) => table.database),
      field("TABLE_SCHEMA", ({ table }) => table.schema),
      field("TABLE_NAME", ({ table }) => table.name),
      field("CONSTRAINT_TYPE", ({ constraint }) => constraint.type.toUpperCase()),
      field("IS_DEFERRABLE", () => "NO"),
      field("INITIALLY_DEFERRED", () => "YES"),
      field("ENFORCED", () => "NO"),
      field("COMMENT", ({ constraint }) => constraint.comment ?? null),
      field("CREATED", ({ constraint }) => constraint.createdOn, timestampType),
      field("LAST_ALTERED", ({ constraint }) => constraint.createdOn, timestampType),
      field("RELY", () => "NO"),
    ],
    ({ catalog }, database) => constraintsOf(catalog.list("table", { database })),
  ),
  REFERENTIAL_CONSTRAINTS: viewOf<TableConstraint>(
    [
      field("CONSTRAINT_CATALOG", ({ table }) => table.database),
      field("CONSTRAINT_SCHEMA", ({ table }) => table.schema),
      field("CONSTRAINT_NAME", ({ constraint }) => constraint.name),
      field("UNIQUE_CONSTRAINT_CATALOG", ({ constraint }) => constraint.references?.table.database ?? null),
      field("UNIQUE_CONSTRAINT_SCHEMA", ({ constraint }) => constraint.references?.table.schema ?? null),
      field("UNIQUE_CONSTRAINT_NAME", () => null),
      field("MATCH_OPTION", () => "FULL"),
      field("UPDATE_RULE", () => "NO ACTION"),
      field("DELETE_RULE", () => "NO ACTION"),
      field("COMMENT", ({ constraint }) => constraint.comment ?? null),
      field("CREATED", ({ constraint }) => constraint.createdOn, timestampType),
      field("LAST_ALTERED", ({ constraint }) => constraint.createdOn, timestampType),
    ],
    ({ catalog }, database) =>
      constraintsOf(catalog.list("table", { database })).filter(({ constraint }) => constraint.type === "foreign key"),
  ),
};
