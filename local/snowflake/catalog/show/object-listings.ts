/** SHOW of what lives in a schema besides tables, and of databases and schemas. */
import { numberType } from "../../engine/literal-result.ts";
import { formatType } from "../../sql/types.ts";
import { formatPath } from "../object-map.ts";
import type { DefinitionOf, ObjectKind, RoutineBase } from "../objects.ts";
import { nextSequenceValue } from "../sequence-state.ts";
import { type Listed, type Listing, shown, shownTime } from "./listing.ts";

type Of<K extends ObjectKind> = Listing<DefinitionOf<K> & Listed>;

/** https://docs.snowflake.com/en/sql-reference/sql/show-databases */
export const databases: Of<"database"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("is_default", () => "N"),
    shown("is_current", ({ name }, { session }) => (session.database === name ? "Y" : "N")),
    shown("origin", () => ""),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("options", ({ transient }) => (transient ? "TRANSIENT" : "")),
    shown("retention_time", ({ retentionDays }) => String(retentionDays)),
    shownTime("dropped_on", ({ droppedOn }) => droppedOn ?? null),
    shown("kind", () => "STANDARD"),
    shown("budget", () => null),
    shown("owner_role_type", () => "ROLE"),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-schemas */
export const schemas: Of<"schema"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("is_default", () => "N"),
    shown("is_current", ({ database, name }, { session }) =>
      session.database === database && session.schema === name ? "Y" : "N",
    ),
    shown("database_name", ({ database }) => database),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("options", ({ transient, managedAccess }) =>
      [transient ? "TRANSIENT" : "", managedAccess ? "MANAGED ACCESS" : ""].filter(Boolean).join(", "),
    ),
    shown("retention_time", ({ retentionDays }) => String(retentionDays)),
    shownTime("dropped_on", ({ droppedOn }) => droppedOn ?? null),
    shown("owner_role_type", () => "ROLE"),
    shown("budget", () => null),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-sequences */
export const sequences: Of<"sequence"> = {
  columns: [
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("next_value", (sequence, { connection }) => nextSequenceValue(connection, sequence), numberType),
    shown("interval", ({ increment }) => increment, numberType),
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("owner_role_type", () => "ROLE"),
    shown("ordered", ({ ordered }) => (ordered ? "Y" : "N")),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-stages */
export const stages: Of<"stage"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("url", ({ url }) => url),
    shown("has_credentials", ({ credentials }) => (Object.keys(credentials).length > 0 ? "Y" : "N")),
    shown("has_encryption_key", () => "N"),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("region", () => null),
    shown("type", ({ url, session }) =>
      url !== "" ? "EXTERNAL" : session === undefined ? "INTERNAL" : "INTERNAL TEMPORARY",
    ),
    shown("cloud", ({ url }) => (url === "" ? null : "AWS")),
    shown("notification_channel", () => null),
    shown("storage_integration", ({ storageIntegration }) => storageIntegration ?? null),
    shown("endpoint", () => null),
    shown("owner_role_type", () => "ROLE"),
    shown("directory_enabled", ({ directory }) => (directory ? "Y" : "N")),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-file-formats */
export const fileFormats: Of<"file_format"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("type", ({ formatType: type }) => type),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("format_options", ({ formatType: type, options }) => JSON.stringify({ TYPE: type, ...options })),
    shown("owner_role_type", () => "ROLE"),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-pipes */
export const pipes: Of<"pipe"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("definition", ({ copyStatement }) => copyStatement),
    shown("owner", ({ owner }) => owner),
    shown("notification_channel", ({ notificationChannel }) => notificationChannel ?? null),
    shown("comment", ({ comment }) => comment),
    shown("integration", ({ integration }) => integration ?? null),
    shown("pattern", () => null),
    shown("error_integration", ({ errorIntegration }) => errorIntegration ?? null),
    shown("owner_role_type", () => "ROLE"),
    shown("invalid_reason", () => null),
    shown("kind", () => "STAGE"),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-tasks */
export const tasks: Of<"task"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("id", ({ id }) => `task-${id}`),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("warehouse", ({ warehouse }) => warehouse ?? null),
    shown("schedule", ({ schedule }) => schedule ?? null),
    shown("predecessors", ({ predecessors }) => JSON.stringify(predecessors.map(formatPath))),
    shown("state", ({ state }) => state),
    shown("definition", ({ definition }) => definition),
    shown("condition", ({ condition }) => condition ?? null),
    shown("allow_overlapping_execution", ({ allowOverlapping }) => String(allowOverlapping)),
    shown("error_integration", ({ options }) => (options.ERROR_INTEGRATION as string | undefined) ?? null),
    shownTime("last_committed_on", ({ lastCommittedOn }) => lastCommittedOn ?? null),
    shownTime("last_suspended_on", ({ lastSuspendedOn }) => lastSuspendedOn ?? null),
    shown("owner_role_type", () => "ROLE"),
    shown("config", ({ options }) => (options.CONFIG as string | undefined) ?? null),
    shown("budget", () => null),
    shown("task_relations", ({ predecessors, finalize }) =>
      JSON.stringify({
        Predecessors: predecessors.map(formatPath),
        ...(finalize !== undefined && { FinalizedRootTask: formatPath(finalize) }),
      }),
    ),
    shown("last_suspended_reason", ({ options }) => (options.LAST_SUSPENDED_REASON as string | undefined) ?? null),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-alerts */
export const alerts: Of<"alert"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("warehouse", ({ warehouse }) => warehouse ?? null),
    shown("schedule", ({ schedule }) => schedule),
    shown("state", ({ state }) => state),
    shown("condition", ({ condition }) => condition),
    shown("action", ({ action }) => action),
    shown("owner_role_type", () => "ROLE"),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-tags */
export const tags: Of<"tag"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("database_name", ({ database }) => database),
    shown("schema_name", ({ schema }) => schema),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("allowed_values", ({ allowedValues }) => (allowedValues.length === 0 ? null : JSON.stringify(allowedValues))),
    shown("owner_role_type", () => "ROLE"),
  ],
};

const signature = ({ name, parameters, returns, returnsTable }: RoutineBase): string => {
  const types = parameters.map(({ type, default: standard }) => {
    const text = formatType(type).replace(/\(.*/, "");
    return standard === undefined ? text : `DEFAULT ${text}`;
  });
  const result =
    returnsTable === undefined
      ? returns === undefined
        ? "VARCHAR"
        : formatType(returns).replace(/\(.*/, "")
      : `TABLE (${returnsTable.map((column) => `${column.name} ${formatType(column.type).replace(/\(.*/, "")}`).join(", ")})`;
  return `${name}(${types.join(", ")}) RETURN ${result}`;
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-procedures , show-functions */
export const routines: Listing<DefinitionOf<"function" | "procedure"> & Listed> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("schema_name", ({ schema }) => schema),
    shown("is_builtin", () => "N"),
    shown("is_aggregate", (routine) => (routine.kind === "function" && routine.aggregate ? "Y" : "N")),
    shown("is_ansi", () => "N"),
    shown(
      "min_num_arguments",
      ({ parameters }) => parameters.filter((each) => each.default === undefined).length,
      numberType,
    ),
    shown("max_num_arguments", ({ parameters }) => parameters.length, numberType),
    shown("arguments", signature),
    shown("description", ({ comment, kind }) => comment || `user-defined ${kind}`),
    shown("catalog_name", ({ database }) => database),
    shown("is_table_function", ({ returnsTable }) => (returnsTable === undefined ? "N" : "Y")),
    shown("valid_for_clustering", () => "N"),
    shown("is_secure", ({ secure }) => (secure ? "Y" : "N")),
    shown("secrets", () => null),
    shown("external_access_integrations", () => null),
    shown("is_external_function", () => "N"),
    shown("language", ({ language }) => language),
    shown("is_memoizable", (routine) => (routine.kind === "function" && routine.memoizable ? "Y" : "N")),
    shown("is_data_metric", () => "N"),
  ],
};
