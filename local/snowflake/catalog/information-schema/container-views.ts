/** INFORMATION_SCHEMA.DATABASES, SCHEMATA, TABLES, VIEWS. */
import type { ExecutionContext } from "../../engine/context.ts";
import { numberType, timestampType } from "../../engine/literal-result.ts";
import { RawSql } from "../literal-relation.ts";
import type {
  DatabaseDefinition,
  DynamicTableDefinition,
  SchemaDefinition,
  TableDefinition,
  ViewDefinition,
} from "../objects.ts";
import { field, type InformationView, viewOf } from "./view.ts";

type AnyRelation = TableDefinition | ViewDefinition | DynamicTableDefinition;

const yesNo = (yes: boolean) => (yes ? "YES" : "NO");

/** Counted when the view is read: catalog and rows are then of the same moment. */
const liveRows = (
  { storage, session }: ExecutionContext,
  { table, columns }: TableDefinition | DynamicTableDefinition,
) =>
  new RawSql(`(select count(*) from ${storage.readView(session.storage).relation(table, [columns[0]?.name ?? ""])})`);

const tableType = (relation: AnyRelation): string => {
  if (relation.kind === "view") return relation.materialized ? "MATERIALIZED VIEW" : "VIEW";
  if (relation.kind === "dynamic_table") return "BASE TABLE";
  return relation.persistence === "temporary" ? "LOCAL TEMPORARY" : "BASE TABLE";
};

export const containerViews: Readonly<Record<string, InformationView>> = {
  DATABASES: viewOf<DatabaseDefinition>(
    [
      field("DATABASE_NAME", ({ name }) => name),
      field("DATABASE_OWNER", ({ owner }) => owner),
      field("IS_TRANSIENT", ({ transient }) => yesNo(transient)),
      field("COMMENT", ({ comment }) => comment || null),
      field("CREATED", ({ createdOn }) => createdOn, timestampType),
      field("LAST_ALTERED", ({ createdOn }) => createdOn, timestampType),
      field("RETENTION_TIME", ({ retentionDays }) => retentionDays, numberType),
      field("TYPE", () => "STANDARD"),
    ],
    ({ catalog }) => catalog.list("database"),
  ),
  SCHEMATA: viewOf<
    Pick<
      SchemaDefinition,
      "database" | "name" | "owner" | "transient" | "managedAccess" | "retentionDays" | "createdOn" | "comment"
    >
  >(
    [
      field("CATALOG_NAME", ({ database }) => database),
      field("SCHEMA_NAME", ({ name }) => name),
      field("SCHEMA_OWNER", ({ owner }) => owner),
      field("IS_TRANSIENT", ({ transient }) => yesNo(transient)),
      field("IS_MANAGED_ACCESS", ({ managedAccess }) => yesNo(managedAccess)),
      field("RETENTION_TIME", ({ retentionDays }) => retentionDays, numberType),
      field("DEFAULT_CHARACTER_SET_CATALOG", () => null),
      field("DEFAULT_CHARACTER_SET_SCHEMA", () => null),
      field("DEFAULT_CHARACTER_SET_NAME", () => null),
      field("SQL_PATH", () => null),
      field("CREATED", ({ createdOn }) => createdOn, timestampType),
      field("LAST_ALTERED", ({ createdOn }) => createdOn, timestampType),
      field("COMMENT", ({ comment }) => comment || null),
    ],
    ({ catalog }, database) => [
      ...catalog.list("schema", { database }),
      {
        database,
        name: "INFORMATION_SCHEMA",
        owner: "",
        transient: false,
        managedAccess: false,
        retentionDays: 1,
        createdOn: catalog.get("database", { database: "", schema: "", name: database })?.createdOn ?? 0,
        comment: "Views describing the contents of schemas in this database",
      },
    ],
  ),
  TABLES: viewOf<AnyRelation>(
    [
      field("TABLE_CATALOG", ({ database }) => database),
      field("TABLE_SCHEMA", ({ schema }) => schema),
      field("TABLE_NAME", ({ name }) => name),
      field("TABLE_OWNER", ({ owner }) => owner),
      field("TABLE_TYPE", tableType),
      field("IS_TRANSIENT", (relation) => yesNo(relation.kind === "table" && relation.persistence === "transient")),
      field("CLUSTERING_KEY", (relation) =>
        relation.kind === "table" && relation.clusterBy.length > 0 ? `LINEAR(${relation.clusterBy.join(", ")})` : null,
      ),
      field(
        "ROW_COUNT",
        (relation, context) => (relation.kind === "view" ? null : liveRows(context, relation)),
        numberType,
      ),
      field("BYTES", () => null, numberType),
      field("RETENTION_TIME", (relation) => (relation.kind === "table" ? relation.retentionDays : null), numberType),
      field("SELF_REFERENCING_COLUMN_NAME", () => null),
      field("REFERENCE_GENERATION", () => null),
      field("USER_DEFINED_TYPE_CATALOG", () => null),
      field("USER_DEFINED_TYPE_SCHEMA", () => null),
      field("USER_DEFINED_TYPE_NAME", () => null),
      field("IS_INSERTABLE_INTO", ({ kind }) => yesNo(kind === "table")),
      field("IS_TYPED", () => "YES"),
      field("COMMIT_ACTION", () => null),
      field("CREATED", ({ createdOn }) => createdOn, timestampType),
      field(
        "LAST_ALTERED",
        (relation, { storage }) =>
          relation.kind === "view" ? relation.createdOn : (storage.lastChangedAt(relation.table) ?? relation.createdOn),
        timestampType,
      ),
      field("LAST_DDL", ({ createdOn }) => createdOn, timestampType),
      field("LAST_DDL_BY", () => null),
      field("AUTO_CLUSTERING_ON", (relation) => yesNo(relation.kind === "table" && relation.clusterBy.length > 0)),
      field("COMMENT", ({ comment }) => comment || null),
      field("IS_TEMPORARY", (relation) => yesNo(relation.kind === "table" && relation.persistence === "temporary")),
      field("IS_ICEBERG", () => "NO"),
      field("IS_DYNAMIC", ({ kind }) => yesNo(kind === "dynamic_table")),
      field("IS_IMMUTABLE", () => "NO"),
      field("IS_HYBRID", () => "NO"),
    ],
    ({ catalog }, database) => [
      ...catalog.list("table", { database }),
      ...catalog.list("dynamic_table", { database }),
      ...catalog.list("view", { database }),
    ],
  ),
  VIEWS: viewOf<ViewDefinition>(
    [
      field("TABLE_CATALOG", ({ database }) => database),
      field("TABLE_SCHEMA", ({ schema }) => schema),
      field("TABLE_NAME", ({ name }) => name),
      field("TABLE_OWNER", ({ owner }) => owner),
      field("VIEW_DEFINITION", ({ text }) => text),
      field("CHECK_OPTION", () => "NONE"),
      field("IS_UPDATABLE", () => "NO"),
      field("INSERTABLE_INTO", () => "NO"),
      field("IS_SECURE", ({ secure }) => yesNo(secure)),
      field("CREATED", ({ createdOn }) => createdOn, timestampType),
      field("LAST_ALTERED", ({ createdOn }) => createdOn, timestampType),
      field("COMMENT", ({ comment }) => comment || null),
    ],
    ({ catalog }, database) => catalog.list("view", { database }),
  ),
};
