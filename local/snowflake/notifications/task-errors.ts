/** What a failed run of a task tells its ERROR_INTEGRATION. https://docs.snowflake.com/en/user-guide/tasks-errors-payload */
import { randomUUID } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { formatPath } from "../catalog/object-map.ts";
import type { TaskDefinition } from "../catalog/objects.ts";
import { taskId } from "../changes/task-graph.ts";
import type { Twin } from "../engine/twin.ts";
import type { TaskRun } from "../scheduler/run-history.ts";
import { outboxOf } from "./notifications.ts";

const iso = (at: number | null) => (at === null ? "null" : new Date(at).toISOString());

/** Does nothing for a graph whose root names no integration, or one that is gone or disabled. */
export async function notifyOfFailure(
  twin: Twin,
  connection: DuckDBConnection,
  { root, task, run }: { root: TaskDefinition; task: TaskDefinition; run: TaskRun },
): Promise<void> {
  const name = String(task.options.ERROR_INTEGRATION ?? root.options.ERROR_INTEGRATION ?? "");
  const integration = twin.catalog.get("integration", { database: "", schema: "", name });
  if (integration?.category !== "NOTIFICATION" || !integration.enabled) return;
  const body = {
    version: "1.0",
    messageId: randomUUID(),
    messageType: "USER_TASK_FAILED",
    timestamp: iso(twin.clock.now()),
    accountName: "TWIN",
    taskName: formatPath(task),
    taskId: taskId(task),
    rootTaskName: formatPath(root),
    rootTaskId: taskId(root),
    messages: [
      {
        runId: iso(run.runId),
        scheduledTime: iso(run.scheduledAt),
        queryStartTime: iso(run.startedAt),
        completedTime: iso(run.completedAt),
        queryId: run.queryId,
        errorCode: run.errorCode,
        errorMessage: run.errorMessage,
      },
    ],
  };
  await outboxOf(twin.storage).send(connection, {
    source: "TASK",
    integration: integration.name,
    channel: integration.integrationType.toUpperCase(),
    to: [],
    cc: [],
    bcc: [],
    subject: null,
    mimeType: "application/json",
    body: JSON.stringify(body),
  });
}
