/** Runs of tasks: those that ended are kept in the DuckDB file, those that run in memory. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { recordTable } from "./record-table.ts";

export type RunState =
  | "SCHEDULED"
  | "EXECUTING"
  | "SUCCEEDED"
  | "FAILED"
  | "FAILED_AND_AUTO_SUSPENDED"
  | "CANCELLED"
  | "SKIPPED";

/** Where a graph run came from. https://docs.snowflake.com/en/sql-reference/functions/task_history */
export type RunOrigin = "SCHEDULE" | "EXECUTE_TASK" | "TRIGGER" | "TASK_AUTO_RETRY";

/** Times in milliseconds of the clock. */
export interface TaskRun {
  /** Grows in the order in which runs begin. */
  sequence: number;
  taskId: number;
  rootId: number;
  name: string;
  database: string;
  schema: string;
  queryId: string | null;
  queryText: string;
  conditionText: string | null;
  state: RunState;
  errorCode: string | null;
  errorMessage: string | null;
  scheduledAt: number;
  startedAt: number | null;
  completedAt: number | null;
  graphVersion: number;
  /** When the graph's root was to begin, in milliseconds. */
  runId: number;
  returnValue: string | null;
  origin: RunOrigin;
  attempt: number;
  config: string | null;
  /** The same for all runs of one graph run, retries included. */
  groupId: string;
}

const table = recordTable<TaskRun>("task_runs", [
  ["sequence", "bigint", (run) => run.sequence],
  ["task_id", "bigint", (run) => run.taskId],
  ["root_id", "bigint", (run) => run.rootId],
  ["name", "varchar", (run) => run.name],
  ["database_name", "varchar", (run) => run.database],
  ["schema_name", "varchar", (run) => run.schema],
  ["query_id", "varchar", (run) => run.queryId],
  ["query_text", "varchar", (run) => run.queryText],
  ["condition_text", "varchar", (run) => run.conditionText],
  ["state", "varchar", (run) => run.state],
  ["error_code", "varchar", (run) => run.errorCode],
  ["error_message", "varchar", (run) => run.errorMessage],
  ["scheduled_at", "bigint", (run) => run.scheduledAt],
  ["started_at", "bigint", (run) => run.startedAt],
  ["completed_at", "bigint", (run) => run.completedAt],
  ["graph_version", "bigint", (run) => run.graphVersion],
  ["run_id", "bigint", (run) => run.runId],
  ["return_value", "varchar", (run) => run.returnValue],
  ["origin", "varchar", (run) => run.origin],
  ["attempt", "bigint", (run) => run.attempt],
  ["config", "varchar", (run) => run.config],
  ["group_id", "varchar", (run) => run.groupId],
]);

export const historyTables = table.ddl;

/** In the transaction that the connection is in. */
export const recordRun = table.insert;

export async function replaceRun(connection: DuckDBConnection, run: TaskRun): Promise<void> {
  await connection.run(`delete from scheduler.task_runs where sequence = ${run.sequence}`);
  await recordRun(connection, run);
}

/** DuckDB text of all runs, those in `others` (running, scheduled) with the ones that ended. */
export const runsRelation = table.relation;

export async function lastSequence(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll("select coalesce(max(sequence), 0) from scheduler.task_runs");
  return Number(result.getRows()[0]?.[0]);
}

/** Older ones can be asked for by nobody. Histories reach back 7 days, graph retries 14. */
export async function forgetRuns(connection: DuckDBConnection, before: number): Promise<void> {
  await connection.run(`delete from scheduler.task_runs where completed_at < ${before}`);
}

/** The newest graph run of a root that ended, by its tasks. */
export interface PastGraphRun {
  groupId: string;
  runId: number;
  attempt: number;
  graphVersion: number;
  config: string | null;
  state: "FAILED" | "SUCCEEDED" | "SKIPPED";
  /** State and return value of each task in its last attempt, by id. */
  tasks: Map<number, { state: RunState; returnValue: string | null; attempt: number }>;
}

export const lastGraphRun = (connection: DuckDBConnection, rootId: number): Promise<PastGraphRun | undefined> =>
  pastGraphRun(connection, `(select arg_max(group_id, sequence) from scheduler.task_runs where root_id = ${rootId})`);

/** `group` is DuckDB text of the group's id. */
export async function pastGraphRun(connection: DuckDBConnection, group: string): Promise<PastGraphRun | undefined> {
  const result = await connection.runAndReadAll(
    `select group_id, run_id, attempt, graph_version, config, task_id, state, return_value, root_id from scheduler.task_runs
     where group_id = ${group} order by sequence`,
  );
  const rows = result.getRows();
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  const tasks: PastGraphRun["tasks"] = new Map();
  for (const row of rows)
    tasks.set(Number(row[5]), { state: row[6] as RunState, returnValue: text(row[7]), attempt: Number(row[2]) });
  const rootId = Number(last[8]);
  const states = [...tasks.values()].map(({ state }) => state);
  return {
    groupId: String(last[0]),
    runId: Number(last[1]),
    attempt: Math.max(...rows.map((row) => Number(row[2]))),
    graphVersion: Number(last[3]),
    config: text(last[4]),
    state: states.includes("FAILED") ? "FAILED" : tasks.get(rootId)?.state === "SKIPPED" ? "SKIPPED" : "SUCCEEDED",
    tasks,
  };
}

/** How many graph runs of a root failed in a row, newest first, since `since` (milliseconds); skipped ones do not count. */
export async function failuresInARow(connection: DuckDBConnection, rootId: number, since: number): Promise<number> {
  const result = await connection.runAndReadAll(
    `with graphs as (
       select group_id, max(sequence) as newest, arg_max(failed, attempt) as failed from (
         select group_id, attempt, max(sequence) as sequence, bool_or(state like 'FAILED%') as failed
         from scheduler.task_runs where root_id = ${rootId} and completed_at >= ${since}
         group by group_id, attempt having bool_or(state <> 'SKIPPED')
       ) group by group_id
     )
     select count(*) from graphs where failed and newest > coalesce((select max(newest) from graphs where not failed), -1)`,
  );
  return Number(result.getRows()[0]?.[0]);
}

/** When the last graph run of a root that succeeded was to begin. */
export async function lastSuccess(connection: DuckDBConnection, rootId: number): Promise<number | undefined> {
  const result = await connection.runAndReadAll(
    `select max(run_id) from scheduler.task_runs where root_id = ${rootId} and task_id = ${rootId} and state = 'SUCCEEDED'`,
  );
  const at = result.getRows()[0]?.[0];
  return at === null || at === undefined ? undefined : Number(at);
}
