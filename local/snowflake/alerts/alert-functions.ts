/** ALERT_HISTORY, and the functions of SNOWFLAKE.ALERT that an alert asks about its run. */

import { between, limitArgument, optionalText } from "../changes/function-arguments.ts";
import type { ExecutionContext, ResultColumn } from "../engine/context.ts";
import { column, timestampType } from "../engine/literal-result.ts";
import type { SystemFunctions, SystemValue } from "../engine/system-functions.ts";
import type { TableFunctions } from "../engine/table-functions.ts";
import { SnowflakeError } from "../errors.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { duckType, timestampLtz, varchar } from "../sql/types.ts";
import { type AlertRun, alertRunsRelation } from "./alert-history.ts";
import { alertRunnerOf } from "./alert-runner.ts";
import { type AlertRuntime, alertRuntime } from "./alert-session.ts";
import { nextAlertRun } from "./alert-source.ts";

const dayMs = 86_400_000;
const time = (value: string) => `(make_timestamp(${value} * 1000) at time zone 'UTC')`;

/** https://docs.snowflake.com/en/sql-reference/functions/alert_history */
const historyColumns: readonly (readonly [ResultColumn, string])[] = [
  [column("NAME"), "name"],
  [column("DATABASE_NAME"), "database_name"],
  [column("SCHEMA_NAME"), "schema_name"],
  [column("CONDITION"), "condition"],
  [column("CONDITION_QUERY_ID"), "condition_query_id"],
  [column("ACTION"), "action"],
  [column("ACTION_QUERY_ID"), "action_query_id"],
  [column("ERROR_CODE"), "error_code"],
  [column("ERROR_MESSAGE"), "error_message"],
  [column("STATE"), "state"],
  [column("SCHEDULED_TIME", timestampType), time("scheduled_at")],
  [column("COMPLETED_TIME", timestampType), time("completed_at")],
];

/** "the next scheduled execution within the next 8 days" */
function scheduledRuns(context: ExecutionContext): AlertRun[] {
  return context.catalog.list("alert").flatMap((alert): AlertRun[] => {
    const at = nextAlertRun(alert, context.now);
    if (at === undefined || at > context.now + 8 * dayMs) return [];
    const { name, database, schema, condition, action } = alert;
    return [
      {
        sequence: Number.MAX_SAFE_INTEGER,
        alertId: alert.id,
        name,
        database,
        schema,
        condition,
        conditionQueryId: null,
        action,
        actionQueryId: null,
        state: "SCHEDULED",
        errorCode: null,
        errorMessage: null,
        scheduledAt: at,
        completedAt: null,
      },
    ];
  });
}

function history(context: ExecutionContext, args: readonly BoundArgument[]): ResolvedRelation {
  const name = optionalText(args, "ALERT_NAME");
  const conditions = [
    `coalesce(completed_at, ${context.now}) >= ${context.now - 7 * dayMs}`,
    ...between(context, args, "SCHEDULED_TIME_RANGE_START", "SCHEDULED_TIME_RANGE_END", time("scheduled_at")),
    ...(name === undefined ? [] : [`upper(name) = ${quoteText(name.toUpperCase().replaceAll('"', ""))}`]),
  ];
  const runs = alertRunsRelation([...alertRunnerOf(context.storage).executing(), ...scheduledRuns(context)]);
  const kept = `(select * from ${runs} where ${conditions.join(" and ")}
    order by scheduled_at desc, sequence desc limit ${limitArgument(args, 100)})`;
  const items = historyColumns.map(
    ([{ name: label, type }, sql]) => `cast(${sql} as ${duckType(type)}) as ${quoteName(label)}`,
  );
  return { columns: historyColumns.map(([made]) => made), from: `(select ${items.join(", ")} from ${kept})` };
}

export const alertTableFunctions: TableFunctions = { ALERT_HISTORY: history };

function inAlert(context: ExecutionContext, name: string): AlertRuntime {
  const runtime = alertRuntime(context.session);
  if (runtime === undefined) {
    throw new SnowflakeError("091091", "55000", `Function SNOWFLAKE.ALERT.${name} can only be called within an alert.`);
  }
  return runtime;
}

const timeValue = (at: number): SystemValue => ({ sql: time(String(at)), type: timestampLtz() });

/** By full name. */
export const alertSystemFunctions: SystemFunctions = {
  /** https://docs.snowflake.com/en/sql-reference/functions/scheduled_time */
  "SNOWFLAKE.ALERT.SCHEDULED_TIME": (context) => timeValue(inAlert(context, "SCHEDULED_TIME").scheduledAt),
  /** "If there are no recent successful evaluations …, the UNIX epoch": https://docs.snowflake.com/en/sql-reference/functions/last_successful_scheduled_time */
  "SNOWFLAKE.ALERT.LAST_SUCCESSFUL_SCHEDULED_TIME": (context) =>
    timeValue(inAlert(context, "LAST_SUCCESSFUL_SCHEDULED_TIME").lastSuccessAt ?? 0),
  /** https://docs.snowflake.com/en/sql-reference/functions/get_condition_query_uuid */
  "SNOWFLAKE.ALERT.GET_CONDITION_QUERY_UUID": (context) => {
    const { conditionQueryId } = inAlert(context, "GET_CONDITION_QUERY_UUID");
    return {
      sql: conditionQueryId === undefined ? "cast(null as varchar)" : quoteText(conditionQueryId),
      type: varchar(),
    };
  },
};
