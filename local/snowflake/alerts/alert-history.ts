/** Runs of alerts: those that ended are kept in the DuckDB file. https://docs.snowflake.com/en/sql-reference/functions/alert_history */
import type { DuckDBConnection } from "@duckdb/node-api";
import { recordTable } from "../scheduler/record-table.ts";

export type AlertState =
  | "SCHEDULED"
  | "EXECUTING"
  | "FAILED"
  | "CANCELLED"
  | "CONDITION_FALSE"
  | "CONDITION_FAILED"
  | "ACTION_FAILED"
  | "TRIGGERED";

/** Times in milliseconds of the clock. */
export interface AlertRun {
  /** Grows in the order in which runs begin. */
  sequence: number;
  alertId: number;
  name: string;
  database: string;
  schema: string;
  condition: string;
  conditionQueryId: string | null;
  action: string;
  actionQueryId: string | null;
  state: AlertState;
  errorCode: string | null;
  errorMessage: string | null;
  scheduledAt: number;
  completedAt: number | null;
}

const table = recordTable<AlertRun>("alert_runs", [
  ["sequence", "bigint", (run) => run.sequence],
  ["alert_id", "bigint", (run) => run.alertId],
  ["name", "varchar", (run) => run.name],
  ["database_name", "varchar", (run) => run.database],
  ["schema_name", "varchar", (run) => run.schema],
  ["condition", "varchar", (run) => run.condition],
  ["condition_query_id", "varchar", (run) => run.conditionQueryId],
  ["action", "varchar", (run) => run.action],
  ["action_query_id", "varchar", (run) => run.actionQueryId],
  ["state", "varchar", (run) => run.state],
  ["error_code", "varchar", (run) => run.errorCode],
  ["error_message", "varchar", (run) => run.errorMessage],
  ["scheduled_at", "bigint", (run) => run.scheduledAt],
  ["completed_at", "bigint", (run) => run.completedAt],
]);

export const alertTables = table.ddl;
export const recordAlertRun = table.insert;
export const alertRunsRelation = table.relation;

export async function lastAlertSequence(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll("select coalesce(max(sequence), 0) from scheduler.alert_runs");
  return Number(result.getRows()[0]?.[0]);
}

/** The function reaches back 7 days; LAST_SUCCESSFUL_SCHEDULED_TIME needs the newest success of each alert for good. */
export async function forgetAlertRuns(connection: DuckDBConnection, before: number): Promise<void> {
  await connection.run(
    `delete from scheduler.alert_runs where completed_at < ${before} and sequence not in
     (select max(sequence) from scheduler.alert_runs where state in ('CONDITION_FALSE', 'TRIGGERED') group by alert_id)`,
  );
}

/** When the newest run whose condition was evaluated, and whose action did not fail, was to begin. */
export async function lastAlertSuccess(connection: DuckDBConnection, alertId: number): Promise<number | undefined> {
  const result = await connection.runAndReadAll(
    `select max(scheduled_at) from scheduler.alert_runs where alert_id = ${alertId} and state in ('CONDITION_FALSE', 'TRIGGERED')`,
  );
  const at = result.getRows()[0]?.[0];
  return at === null || at === undefined ? undefined : Number(at);
}
