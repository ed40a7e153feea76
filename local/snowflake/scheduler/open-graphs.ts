/** Graph runs that have begun and not ended: kept in the DuckDB file, so that what a crash cut off goes on when the twin is there again. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../storage/layout.ts";
import { type RecordTable, recordTable } from "./record-table.ts";
import type { RunOrigin } from "./run-history.ts";

export interface OpenGraph {
  groupId: string;
  rootId: number;
  graphVersion: number;
  /** Milliseconds of the clock. */
  scheduledAt: number;
  origin: RunOrigin;
  config: string | null;
  attempt: number;
}

const table: RecordTable<OpenGraph> = recordTable<OpenGraph>("open_graphs", [
  ["group_id", "varchar", ({ groupId }) => groupId],
  ["root_id", "bigint", ({ rootId }) => rootId],
  ["graph_version", "bigint", ({ graphVersion }) => graphVersion],
  ["scheduled_at", "bigint", ({ scheduledAt }) => scheduledAt],
  ["origin", "varchar", ({ origin }) => origin],
  ["config", "varchar", ({ config }) => config],
  ["attempt", "bigint", ({ attempt }) => attempt],
]);

export const openGraphTables = table.ddl;

/** The same graph with a further attempt takes the place of the one before. */
export async function noteOpenGraph(connection: DuckDBConnection, graph: OpenGraph): Promise<void> {
  if (graph.attempt > 1) await forgetOpenGraph(connection, graph.groupId);
  await table.insert(connection, graph);
}

export async function forgetOpenGraph(connection: DuckDBConnection, groupId: string): Promise<void> {
  await connection.run(`delete from scheduler.open_graphs where group_id = ${literal(groupId)}`);
}

/** Oldest first. */
export async function readOpenGraphs(connection: DuckDBConnection): Promise<OpenGraph[]> {
  const result = await connection.runAndReadAll(`select * from ${table.relation([])} order by scheduled_at, group_id`);
  return result.getRows().map(([groupId, rootId, graphVersion, scheduledAt, origin, config, attempt]) => ({
    groupId: String(groupId),
    rootId: Number(rootId),
    graphVersion: Number(graphVersion),
    scheduledAt: Number(scheduledAt),
    origin: String(origin) as RunOrigin,
    config: config === null ? null : String(config),
    attempt: Number(attempt),
  }));
}
