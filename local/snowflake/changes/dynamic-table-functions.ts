/** DYNAMIC_TABLES, DYNAMIC_TABLE_REFRESH_HISTORY and DYNAMIC_TABLE_GRAPH_HISTORY. What would be a cost is null. */
import { literalRelation } from "../catalog/literal-relation.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import type { Cell, ExecutionContext, ResultColumn } from "../engine/context.ts";
import { column, numberType, timestampType } from "../engine/literal-result.ts";
import type { TableFunctions } from "../engine/table-functions.ts";
import { refreshesRelation } from "../scheduler/refresh-history.ts";
import { refresherOf } from "../scheduler/refresher.ts";
import { inputsOf } from "../scheduler/suspend-dynamic-table.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { duckType, type SfType } from "../sql/types.ts";
import { lagSeconds } from "./dynamic-table-options.ts";
import { between, booleanArgument, limitArgument, optionalText } from "./function-arguments.ts";

const dayMs = 86_400_000;
const time = (value: string) => `(make_timestamp(${value} * 1000) at time zone 'UTC')`;
const objectType: SfType = { kind: "object" };
const arrayType: SfType = { kind: "array" };
const floatType: SfType = { kind: "float" };

/** https://docs.snowflake.com/en/sql-reference/functions/dynamic_table_refresh_history */
const refreshColumns: readonly (readonly [ResultColumn, string])[] = [
  [column("NAME"), "name"],
  [column("SCHEMA_NAME"), "schema_name"],
  [column("DATABASE_NAME"), "database_name"],
  [column("STATE"), "state"],
  [column("STATE_CODE"), "case when code is null then state else code end"],
  [column("STATE_MESSAGE"), "message"],
  [column("QUERY_ID"), "query_id"],
  [column("DATA_TIMESTAMP", timestampType), time("data_timestamp")],
  [column("REFRESH_START_TIME", timestampType), time("started_at")],
  [column("REFRESH_END_TIME", timestampType), time("ended_at")],
  [column("COMPLETION_TARGET", timestampType), time("completion_target")],
  [column("QUALIFIED_NAME"), "database_name || '.' || schema_name || '.' || name"],
  [column("LAST_COMPLETED_DEPENDENCY", objectType), "last_dependency"],
  [column("STATISTICS", objectType), "statistics"],
  [column("REFRESH_ACTION"), "action"],
  [column("REFRESH_TRIGGER"), "trigger_kind"],
  [column("TARGET_LAG_SEC", numberType), "target_lag_seconds"],
  [column("GRAPH_HISTORY_VALID_FROM", timestampType), time("defined_at")],
];

function refreshHistory(context: ExecutionContext, args: readonly BoundArgument[]): ResolvedRelation {
  const conditions = [
    `data_timestamp >= ${context.now - 7 * dayMs}`,
    ...between(context, args, "DATA_TIMESTAMP_START", "DATA_TIMESTAMP_END", time("data_timestamp")),
    ...nameConditions(context, args, "database_name || '.' || schema_name || '.' || name"),
    ...(booleanArgument(args, "ERROR_ONLY", false) ? ["state in ('FAILED', 'UPSTREAM_FAILED', 'CANCELLED')"] : []),
  ];
  const rows = refreshesRelation(refresherOf(context.storage).executing());
  const limit = limitArgument(args, 100);
  const kept = `(select * from ${rows} where ${conditions.join(" and ")} order by data_timestamp desc, sequence desc limit ${limit})`;
  const items = refreshColumns.map(
    ([{ name, type }, sql]) => `cast(${sql} as ${duckType(type)}) as ${quoteName(name)}`,
  );
  return { columns: refreshColumns.map(([made]) => made), from: `(select ${items.join(", ")} from ${kept})` };
}

/** NAME, in full or not, and NAME_PREFIX; case is ignored. */
function nameConditions(context: ExecutionContext, args: readonly BoundArgument[], value: string): string[] {
  const name = optionalText(args, "NAME");
  const prefix = optionalText(args, "NAME_PREFIX");
  return [
    ...(name === undefined
      ? []
      : [`upper(${value}) = ${quoteText(formatPath(context.pathOf(name, "dynamic_table")).toUpperCase())}`]),
    ...(prefix === undefined ? [] : [`starts_with(upper(${value}), ${quoteText(prefix.toUpperCase())})`]),
  ];
}

const schedulingState = ({ scheduling, options }: DynamicTableDefinition): string =>
  JSON.stringify({
    state: scheduling === "ACTIVE" ? "RUNNING" : "SUSPENDED",
    reason_code: options.SUSPENDED_REASON ?? null,
    reason_message: null,
    suspended_on: options.SUSPENDED_ON === undefined ? null : new Date(Number(options.SUSPENDED_ON)).toISOString(),
    resumed_on: options.RESUMED_ON === undefined ? null : new Date(Number(options.RESUMED_ON)).toISOString(),
  });

function namedTables(context: ExecutionContext, args: readonly BoundArgument[]): DynamicTableDefinition[] {
  const name = optionalText(args, "NAME");
  const prefix = optionalText(args, "NAME_PREFIX")?.toUpperCase();
  const path = name === undefined ? undefined : formatPath(context.pathOf(name, "dynamic_table"));
  return context.catalog
    .list("dynamic_table")
    .filter((table) => path === undefined || formatPath(table) === path)
    .filter((table) => prefix === undefined || formatPath(table).startsWith(prefix));
}

/** https://docs.snowflake.com/en/sql-reference/functions/dynamic_tables */
function tables(context: ExecutionContext, args: readonly BoundArgument[]): ResolvedRelation {
  const refresher = refresherOf(context.storage);
  const executing = new Map(refresher.executing().map((refresh) => [refresh.tableId, refresh]));
  const columns = [
    column("NAME"),
    column("QUALIFIED_NAME"),
    column("DATABASE_NAME"),
    column("SCHEMA_NAME"),
    column("TARGET_LAG_SEC", numberType),
    column("TARGET_LAG_TYPE"),
    column("SCHEDULING_STATE", objectType),
    column("MEAN_LAG_SEC", numberType),
    column("MAXIMUM_LAG_SEC", numberType),
    column("TIME_ABOVE_TARGET_LAG_SEC", numberType),
    column("TIME_WITHIN_TARGET_LAG_RATIO", floatType),
    column("LATEST_DATA_TIMESTAMP", timestampType),
    column("LAST_COMPLETED_REFRESH_STATE"),
    column("LAST_COMPLETED_REFRESH_STATE_CODE"),
    column("LAST_COMPLETED_REFRESH_STATE_MESSAGE"),
    column("EXECUTING_REFRESH_QUERY_ID"),
  ];
  const found = namedTables(context, args).slice(0, limitArgument(args, 100));
  const rows = found.map((table): Cell[] => {
    const lag = lagSeconds(table.targetLag);
    return [
      table.name,
      formatPath(table),
      table.database,
      table.schema,
      lag ?? null,
      lag === undefined ? "DOWNSTREAM" : "USER_DEFINED",
      schedulingState(table),
      null,
      null,
      null,
      null,
      refresher.stateOf(table.id)?.dataTimestamp ?? null,
      null,
      null,
      null,
      executing.get(table.id)?.queryId ?? null,
    ];
  });
  const made = literalRelation(columns, rows);
  const ids = found.map(({ id }, at) => `(${at}, ${id})`).join(", ");
  if (ids === "") return made;
  // The last refresh that ended is in the file: joined by the name, which is unique.
  const last = `(select database_name || '.' || schema_name || '.' || name as q, arg_max(state, sequence) as s, arg_max(coalesce(code, state), sequence) as c,
    arg_max(coalesce(message, ''), sequence) as m from scheduler.refreshes where table_id in (${found.map(({ id }) => id).join(", ")}) group by 1)`;
  const labels = columns.map((_, at) =>
    at === 12 ? "l.s as c12" : at === 13 ? "l.c as c13" : at === 14 ? "nullif(l.m, '') as c14" : `t.c${at}`,
  );
  return { ...made, from: `(select ${labels.join(", ")} from ${made.from} as t left join ${last} as l on l.q = t.c1)` };
}

/** As the graph is now: what it was before is not kept. https://docs.snowflake.com/en/sql-reference/functions/dynamic_table_graph_history */
function graphHistory(context: ExecutionContext): ResolvedRelation {
  const columns = [
    column("NAME"),
    column("SCHEMA_NAME"),
    column("DATABASE_NAME"),
    column("QUALIFIED_NAME"),
    column("INPUTS", arrayType),
    column("TARGET_LAG_TYPE"),
    column("TARGET_LAG_SEC", numberType),
    column("QUERY_TEXT"),
    column("VALID_FROM", timestampType),
    column("VALID_TO", timestampType),
    column("SCHEDULING_STATE", objectType),
    column("ALTER_TRIGGER", arrayType),
  ];
  const rows = context.catalog.list("dynamic_table").map((table): Cell[] => {
    const lag = lagSeconds(table.targetLag);
    const inputs = inputsOf(table.options).flatMap((id) => {
      const input = context.catalog.byId(id);
      return input === undefined
        ? []
        : [{ name: formatPath(input), kind: input.kind === "table" ? "TABLE" : "DYNAMIC TABLE" }];
    });
    return [
      table.name,
      table.schema,
      table.database,
      formatPath(table),
      JSON.stringify(inputs),
      lag === undefined ? "DOWNSTREAM" : "USER_DEFINED",
      lag ?? null,
      table.text,
      table.createdOn,
      null,
      schedulingState(table),
      '["CREATE_DYNAMIC_TABLE"]',
    ];
  });
  return literalRelation(columns, rows);
}

export const dynamicTableFunctions: TableFunctions = {
  DYNAMIC_TABLE_REFRESH_HISTORY: refreshHistory,
  DYNAMIC_TABLES: tables,
  DYNAMIC_TABLE_GRAPH_HISTORY: graphHistory,
};
