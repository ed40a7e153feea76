/** EXECUTE TASK, also RETRY LAST. https://docs.snowflake.com/en/sql-reference/sql/execute-task */
import { formatPath } from "../catalog/object-map.ts";
import type { ExecutionContext, StatementResult } from "../engine/context.ts";
import { statusResult } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { lastGraphRun } from "../scheduler/run-history.ts";
import { schedulerOf } from "../scheduler/scheduler.ts";
import { type GraphStart, taskRunnerOf } from "../scheduler/task-runner.ts";
import { taskApplication } from "../scheduler/task-session.ts";
import { allowsOverlap } from "../scheduler/task-source.ts";
import type { ExecuteTask } from "../sql/ast/index.ts";
import { notARoot, nothingToRetry } from "./task-errors.ts";
import { isRoot } from "./task-graph.ts";
import { taskSettings } from "./task-options.ts";
import { requireTask } from "./task-place.ts";

const retriedWithinMs = 14 * 86_400_000;

/**
 * The run begins at once and beside the statement. By a manual clock, on which nothing happens by itself, it has ended when the statement
 * answers, unless the session holds a transaction that it could have to wait for.
 */
export async function executeTask(context: ExecutionContext, statement: ExecuteTask): Promise<StatementResult> {
  const { storage, clock, session } = context;
  const root = requireTask(context.catalog, context.path(statement.name, "task"));
  const name = formatPath(root);
  if (!isRoot(root)) throw notARoot(name, "EXECUTE TASK");
  const runner = taskRunnerOf(storage);
  const start: GraphStart = { root, origin: "EXECUTE_TASK", scheduledAt: context.now };
  if (statement.retryLast) {
    const last = await lastGraphRun(context.connection, root.id);
    const isTooOld = last !== undefined && last.runId < context.now - retriedWithinMs;
    if (last?.state !== "FAILED" || isTooOld || last.graphVersion !== (root.graphVersion ?? 1))
      throw nothingToRetry(name);
    const { groupId, tasks, attempt, runId } = last;
    start.scheduledAt = runId;
    start.config = last.config ?? undefined;
    start.retry = { groupId, attempt: attempt + 1, done: tasks };
  } else if (statement.options.length > 0) {
    start.config = taskSettings(context, statement.options).options.CONFIG as string | undefined;
  }
  // Queued until the run before has ended, as Snowflake does.
  const job = async () => {
    while (runner.isRunning(root.id) && !allowsOverlap(root)) await runner.ended(root.id);
    await runner.runGraph(start);
  };
  const scheduler = schedulerOf(storage);
  void scheduler.launch(job);
  if (clock.isManual && session.storage.transaction === undefined && session.application !== taskApplication) {
    await scheduler.idle();
  }
  return statusResult(`Task ${root.name} is scheduled to run immediately.`, statementTypes.ALTER);
}
