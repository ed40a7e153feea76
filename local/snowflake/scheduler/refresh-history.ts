/** Refreshes of dynamic tables and where each table stands: kept in the DuckDB file, written with the rows. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../storage/layout.ts";
import type { ChangePoint, TableId } from "../storage/port.ts";
import { recordTable } from "./record-table.ts";

/** https://docs.snowflake.com/en/sql-reference/functions/dynamic_table_refresh_history */
export interface Refresh {
  sequence: number;
  tableId: number;
  name: string;
  schema: string;
  database: string;
  state: "EXECUTING" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "UPSTREAM_FAILED";
  code: string | null;
  message: string | null;
  queryId: string | null;
  /** Milliseconds of the clock, all four. */
  dataTimestamp: number;
  startedAt: number | null;
  endedAt: number | null;
  completionTarget: number | null;
  /** JSON. */
  lastDependency: string | null;
  statistics: string | null;
  action: "NO_DATA" | "REINITIALIZE" | "FULL" | "INCREMENTAL" | null;
  trigger: "SCHEDULED" | "MANUAL" | "CREATION";
  targetLagSeconds: number | null;
  definedAt: number;
}

const table = recordTable<Refresh>("refreshes", [
  ["sequence", "bigint", (refresh) => refresh.sequence],
  ["table_id", "bigint", (refresh) => refresh.tableId],
  ["name", "varchar", (refresh) => refresh.name],
  ["schema_name", "varchar", (refresh) => refresh.schema],
  ["database_name", "varchar", (refresh) => refresh.database],
  ["state", "varchar", (refresh) => refresh.state],
  ["code", "varchar", (refresh) => refresh.code],
  ["message", "varchar", (refresh) => refresh.message],
  ["query_id", "varchar", (refresh) => refresh.queryId],
  ["data_timestamp", "bigint", (refresh) => refresh.dataTimestamp],
  ["started_at", "bigint", (refresh) => refresh.startedAt],
  ["ended_at", "bigint", (refresh) => refresh.endedAt],
  ["completion_target", "bigint", (refresh) => refresh.completionTarget],
  ["last_dependency", "varchar", (refresh) => refresh.lastDependency],
  ["statistics", "varchar", (refresh) => refresh.statistics],
  ["action", "varchar", (refresh) => refresh.action],
  ["trigger_kind", "varchar", (refresh) => refresh.trigger],
  ["target_lag_seconds", "bigint", (refresh) => refresh.targetLagSeconds],
  ["defined_at", "bigint", (refresh) => refresh.definedAt],
]);

/** Where a dynamic table stands. */
export interface TableState {
  /** Its rows are its query's at this moment. */
  dataTimestamp: number;
  /** The points of the tables that its rows were read from. */
  points: ReadonlyMap<TableId, ChangePoint>;
}

export const refreshTables: readonly string[] = [
  ...table.ddl,
  "create table if not exists scheduler.table_states (table_id bigint, state varchar)",
];

export const recordRefresh = table.insert;

/** DuckDB text of all refreshes, those that run among them. */
export const refreshesRelation = table.relation;

export async function writeState(connection: DuckDBConnection, id: number, state: TableState): Promise<void> {
  const text = JSON.stringify({ dataTimestamp: state.dataTimestamp, points: [...state.points] });
  await connection.run(`delete from scheduler.table_states where table_id = ${id}`);
  await connection.run(`insert into scheduler.table_states values (${id}, ${literal(text)})`);
}

export async function readStates(connection: DuckDBConnection): Promise<Map<number, TableState>> {
  const found = await connection.runAndReadAll("select table_id, state from scheduler.table_states");
  return new Map(
    found.getRows().map(([id, text]) => {
      const { dataTimestamp, points } = JSON.parse(String(text));
      return [Number(id), { dataTimestamp, points: new Map<TableId, ChangePoint>(points) }];
    }),
  );
}

export async function lastRefreshSequence(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll("select coalesce(max(sequence), 0) from scheduler.refreshes");
  return Number(result.getRows()[0]?.[0]);
}

export async function forgetRefreshes(connection: DuckDBConnection, before: number): Promise<void> {
  await connection.run(`delete from scheduler.refreshes where data_timestamp < ${before}`);
}

/** How many of a table's refreshes failed in a row, newest first, since `since` (milliseconds). */
export async function failedInARow(connection: DuckDBConnection, id: number, since: number): Promise<number> {
  const result = await connection.runAndReadAll(
    `select count(*) from scheduler.refreshes where table_id = ${id} and state = 'FAILED' and ended_at >= ${since}
     and sequence > coalesce((select max(sequence) from scheduler.refreshes where table_id = ${id} and state = 'SUCCEEDED'), -1)`,
  );
  return Number(result.getRows()[0]?.[0]);
}
