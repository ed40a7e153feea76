/** Table functions that ask the twin, by name: INFORMATION_SCHEMA's and those of other areas. */
import { alertTableFunctions } from "../alerts/alert-functions.ts";
import { queryHistoryFunctions } from "../catalog/table-functions/query-history.ts";
import { dynamicTableFunctions } from "../changes/dynamic-table-functions.ts";
import { taskTableFunctions } from "../changes/task-functions.ts";
import { notInTwin } from "../errors.ts";
import { notificationTableFunctions } from "../notifications/notification-functions.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { stageTableFunctions } from "../stages/table-functions.ts";
import type { ExecutionContext } from "./context.ts";
import type { Twin } from "./twin.ts";

export type TableFunction = (context: ExecutionContext, args: readonly BoundArgument[], twin: Twin) => ResolvedRelation;

/** By upper-case name without INFORMATION_SCHEMA. */
export type TableFunctions = Readonly<Record<string, TableFunction>>;

const areas: readonly TableFunctions[] = [
  queryHistoryFunctions,
  stageTableFunctions,
  taskTableFunctions,
  alertTableFunctions,
  notificationTableFunctions,
  dynamicTableFunctions,
];
const functions: TableFunctions = Object.assign({}, ...areas);

const noCosts = "The twin measures and bills nothing; leave it out.";
const noSuchObjects = "The twin has no such objects; leave it out.";

/** Known to Snowflake, by name with what to do instead. https://docs.snowflake.com/en/sql-reference/info-schema#table-functions */
const refused: Readonly<Record<string, string>> = {
  AUTO_REFRESH_REGISTRATION_HISTORY: noCosts,
  AUTOMATIC_CLUSTERING_HISTORY: noCosts,
  DATA_TRANSFER_HISTORY: noCosts,
  DATABASE_REFRESH_HISTORY: noSuchObjects,
  DATABASE_STORAGE_USAGE_HISTORY: noCosts,
  EXTERNAL_TABLE_FILES: noSuchObjects,
  EXTERNAL_TABLE_FILE_REGISTRATION_HISTORY: noSuchObjects,
  LOGIN_HISTORY: "Logins are not recorded.",
  LOGIN_HISTORY_BY_USER: "Logins are not recorded.",
  MATERIALIZED_VIEW_REFRESH_HISTORY: "Materialized views are computed when they are read.",
  METERING_HISTORY: noCosts,
  POLICY_REFERENCES: noSuchObjects,
  QUERY_ACCELERATION_HISTORY: noCosts,
  REPLICATION_USAGE_HISTORY: noCosts,
  REST_EVENT_HISTORY: noSuchObjects,
  SEARCH_OPTIMIZATION_HISTORY: noCosts,
  SERVERLESS_ALERT_HISTORY: noCosts,
  SERVERLESS_TASK_HISTORY: noCosts,
  STAGE_DIRECTORY_FILE_REGISTRATION_HISTORY: noSuchObjects,
  STAGE_STORAGE_USAGE_HISTORY: noCosts,
  TAG_REFERENCES: "Ask SYSTEM$GET_TAG for each object.",
  TAG_REFERENCES_ALL_COLUMNS: "Ask SYSTEM$GET_TAG for each column.",
  WAREHOUSE_LOAD_HISTORY: noCosts,
  WAREHOUSE_METERING_HISTORY: noCosts,
};

/** Undefined: unknown. The name may be qualified with [database.]INFORMATION_SCHEMA. */
export function tableFunction(
  twin: Twin,
  context: ExecutionContext,
  parts: readonly string[],
  args: readonly BoundArgument[],
): ResolvedRelation | undefined {
  if (parts.length > 1 && parts.at(-2) !== "INFORMATION_SCHEMA") return undefined;
  const name = parts.at(-1) ?? "";
  const remedy = parts.length > 1 ? refused[name] : undefined;
  if (remedy !== undefined) throw notInTwin(args[0]?.node.span, `INFORMATION_SCHEMA.${name}`, remedy);
  return functions[name]?.(context, args, twin);
}
