/** SHOW TABLES, VIEWS, OBJECTS, DYNAMIC TABLES, COLUMNS and the keys of tables. */
import type { Cell } from "../../engine/context.ts";
import { numberType, textType, timestampType } from "../../engine/literal-result.ts";
import { refresherOf } from "../../scheduler/refresher.ts";
import { formatPath } from "../object-map.ts";
import type { DynamicTableDefinition, TableDefinition, ViewDefinition } from "../objects.ts";
import { type Listed, type Listing, shown, shownTime } from "./listing.ts";

const onOff = (on: boolean) => (on ? "ON" : "OFF");
const yesNo = (yes: boolean) => (yes ? "Y" : "N");

/** https://docs.snowflake.com/en/sql-reference/sql/show-tables ; bytes are null: DuckDB's are not Snowflake's. */
export const tables: Listing<TableDefinition & Listed> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("kind", ({ persistence }) => (persistence === "permanent" ? "TABLE" : persistence.toUpperCase())),
    shown("comment", ({ comment }) => comment),
    shown("cluster_by", ({ clusterBy }) => (clusterBy.length === 0 ? "" : `LINEAR(${clusterBy.join(", ")})`)),
    shown(
      "rows",
      ({ table, droppedOn }, { storage }) => (droppedOn === undefined ? storage.rowCount(table) : null),
      numberType,
    ),
    shown("bytes", () => null, numberType),
    shown("owner", ({ owner }) => owner),
    shown("retention_time", ({ retentionDays }) => String(retentionDays)),
    shownTime("dropped_on", ({ droppedOn }) => droppedOn ?? null),
    shown("automatic_clustering", ({ clusterBy }) => onOff(clusterBy.length > 0)),
    shown("change_tracking", ({ changeTracking }) => onOff(changeTracking)),
    shown("search_optimization", () => "OFF"),
    shown("search_optimization_progress", () => null),
    shown("search_optimization_bytes", () => null),
    shown("is_external", () => "N"),
    shown("enable_schema_evolution", ({ schemaEvolution }) => yesNo(schemaEvolution)),
    shown("owner_role_type", () => "ROLE"),
    shown("is_event", () => "N"),
    shown("budget", () => null),
    shown("is_hybrid", () => "N"),
    shown("is_iceberg", () => "N"),
    shown("is_dynamic", () => "N"),
    shown("is_immutable", () => "N"),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-views */
export const views: Listing<ViewDefinition & Listed> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("reserved", () => ""),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("text", ({ text }) => text),
    shown("is_secure", ({ secure }) => String(secure)),
    shown("is_materialized", ({ materialized }) => String(materialized)),
    shown("owner_role_type", () => "ROLE"),
    shown("change_tracking", () => "OFF"),
  ],
};

export type AnyRelation = (TableDefinition | ViewDefinition | DynamicTableDefinition) & Listed;

/** https://docs.snowflake.com/en/sql-reference/sql/show-objects */
export const objects: Listing<AnyRelation> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("kind", objectKind),
    shown("comment", ({ comment }) => comment),
    shown("cluster_by", (object) =>
      object.kind === "table" && object.clusterBy.length > 0 ? `LINEAR(${object.clusterBy.join(", ")})` : "",
    ),
    shown(
      "rows",
      (object, { storage }): Cell | Promise<Cell> => (object.kind === "view" ? null : storage.rowCount(object.table)),
      numberType,
    ),
    shown("bytes", () => null, numberType),
    shown("owner", ({ owner }) => owner),
    shown("retention_time", (object) => (object.kind === "table" ? String(object.retentionDays) : "")),
    shown("owner_role_type", () => "ROLE"),
    shown("budget", () => null),
    shown("is_hybrid", () => "N"),
    shown("is_dynamic", ({ kind }) => yesNo(kind === "dynamic_table")),
    shown("is_iceberg", () => "N"),
  ],
};

function objectKind(object: AnyRelation): string {
  if (object.kind === "view") return object.materialized ? "MATERIALIZED VIEW" : "VIEW";
  // A transient table is a TABLE here, other than in SHOW TABLES: dbt, whose tables are transient, knows its own by this.
  return object.kind === "table" && object.persistence === "temporary" ? "TEMPORARY" : "TABLE";
}

/** https://docs.snowflake.com/en/sql-reference/sql/show-dynamic-tables */
export const dynamicTables: Listing<DynamicTableDefinition & Listed> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("cluster_by", () => ""),
    shown("rows", ({ table }, { storage }) => storage.rowCount(table), numberType),
    shown("bytes", () => null, numberType),
    shown("owner", ({ owner }) => owner),
    shown("target_lag", ({ targetLag }) => targetLag),
    shown("refresh_mode", ({ refreshMode }) => refreshMode),
    shown("refresh_mode_reason", ({ options }) => (options.REFRESH_MODE_REASON as string | undefined) ?? null),
    shown("warehouse", ({ warehouse }) => warehouse),
    shown("comment", ({ comment }) => comment),
    shown("text", ({ text }) => text),
    shown("automatic_clustering", () => "OFF"),
    shown("scheduling_state", ({ scheduling }) => scheduling),
    shownTime("last_suspended_on", ({ options }) => (options.SUSPENDED_ON as number | undefined) ?? null),
    shown("is_clone", () => "false"),
    shown("is_replica", () => "false"),
    shown("is_iceberg", () => "false"),
    shown(
      "data_timestamp",
      ({ id }, { storage }) => refresherOf(storage).stateOf(id)?.dataTimestamp ?? null,
      timestampType,
    ),
    shown("owner_role_type", () => "ROLE"),
    // dbt reads it: https://docs.getdbt.com/reference/resource-configs/snowflake-configs#dynamic-tables ; the twin has no immutable rows.
    shown("immutable_where", () => null),
  ],
};

export interface KeyColumn extends Listed {
  table: TableDefinition;
  constraint: TableDefinition["constraints"][number];
  column: string;
  /** From 1. */
  sequence: number;
}

/** https://docs.snowflake.com/en/sql-reference/sql/show-primary-keys */
export const keys: Listing<KeyColumn> = {
  columns: [
    shownTime("created_on", ({ constraint }) => constraint.createdOn),
    shown("database_name", ({ table }) => table.database),
    shown("schema_name", ({ table }) => table.schema),
    shown("table_name", ({ table }) => table.name),
    shown("column_name", ({ column }) => column),
    shown("key_sequence", ({ sequence }) => sequence, numberType),
    shown("constraint_name", ({ constraint }) => constraint.name),
    shown("rely", () => "false"),
    shown("comment", ({ constraint }) => constraint.comment ?? null, textType),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-imported-keys (drivers' getImportedKeys) */
export const importedKeys: Listing<KeyColumn> = {
  columns: [
    shownTime("created_on", ({ constraint }) => constraint.createdOn),
    shown("pk_database_name", ({ constraint }) => constraint.references?.table.database ?? null),
    shown("pk_schema_name", ({ constraint }) => constraint.references?.table.schema ?? null),
    shown("pk_table_name", ({ constraint }) => constraint.references?.table.name ?? null),
    shown(
      "pk_column_name",
      ({ constraint, sequence, column }) => constraint.references?.columns[sequence - 1] ?? column,
    ),
    shown("fk_database_name", ({ table }) => table.database),
    shown("fk_schema_name", ({ table }) => table.schema),
    shown("fk_table_name", ({ table }) => table.name),
    shown("fk_column_name", ({ column }) => column),
    shown("key_sequence", ({ sequence }) => sequence, numberType),
    shown("update_rule", () => "NO ACTION"),
    shown("delete_rule", () => "NO ACTION"),
    shown("fk_name", ({ constraint }) => constraint.name),
    shown("pk_name", () => null),
    shown("deferrability", () => "NOT DEFERRABLE"),
    shown("rely", () => "false"),
    shown("comment", ({ constraint }) => constraint.comment ?? null),
  ],
};

export const keyColumns = (
  found: readonly TableDefinition[],
  type: TableDefinition["constraints"][number]["type"],
): KeyColumn[] =>
  found.flatMap((table) =>
    table.constraints
      .filter((constraint) => constraint.type === type)
      .flatMap((constraint) =>
        constraint.columns.map((column, at) => ({
          name: formatPath(table),
          table,
          constraint,
          column,
          sequence: at + 1,
        })),
      ),
  );
