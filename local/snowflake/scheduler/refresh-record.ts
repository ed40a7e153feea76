/** What is written down of a refresh: when it begins and when it went well. */
import { randomUUID } from "node:crypto";
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import { lagSeconds } from "../changes/dynamic-table-options.ts";
import type { RowChange } from "../changes/refresh-rows.ts";
import type { Refresh } from "./refresh-history.ts";

export interface RefreshStart {
  sequence: number;
  /** The moment whose rows the table gets; milliseconds of the clock, as the next two. */
  at: number;
  /** Of the last refresh that went well. */
  lastAt: number | undefined;
  now: number;
  trigger: Refresh["trigger"];
}

export function beginRefresh(
  table: DynamicTableDefinition,
  { sequence, at, lastAt, now, trigger }: RefreshStart,
): Refresh {
  const lag = lagSeconds(table.targetLag);
  return {
    sequence,
    tableId: table.id,
    name: table.name,
    schema: table.schema,
    database: table.database,
    state: "EXECUTING",
    code: null,
    message: null,
    queryId: randomUUID(),
    dataTimestamp: at,
    startedAt: now,
    endedAt: null,
    completionTarget: lag === undefined ? null : (lastAt ?? at) + lag * 1000,
    lastDependency: null,
    statistics: null,
    action: null,
    trigger,
    targetLagSeconds: lag ?? null,
    definedAt: table.createdOn,
  };
}

/** Statistics that Snowflake measures and the twin does not are null. */
export function succeed(
  refresh: Refresh,
  action: Refresh["action"],
  { inserted, deleted }: RowChange,
  now: number,
): void {
  refresh.action = action;
  refresh.state = "SUCCEEDED";
  refresh.endedAt = now;
  refresh.statistics = JSON.stringify({
    compilationTimeMs: null,
    executionTimeMs: null,
    numAddedPartitions: null,
    numCopiedRows: 0,
    numDeletedRows: deleted,
    numInsertedRows: inserted,
    numRemovedPartitions: null,
    queuedTimeMs: null,
  });
}
