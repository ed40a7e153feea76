/** One run of one task: its condition, its statement in a session of its own, and its record in the same transaction. */
import { randomUUID } from "node:crypto";
import type { TaskDefinition } from "../catalog/objects.ts";
import { createContext } from "../engine/create-context.ts";
import { toSnowflakeError } from "../engine/duckdb-errors.ts";
import { runRequest } from "../engine/run-request.ts";
import { closeSession, type Twin } from "../engine/twin.ts";
import type { SnowflakeError } from "../errors.ts";
import { notifyOfFailure } from "../notifications/task-errors.ts";
import type { Session } from "../session.ts";
import { parseExpression } from "../sql/parser/index.ts";
import { inTransaction } from "../storage/duck-transaction.ts";
import { commitsAsOne } from "./atomic-statement.ts";
import { recordRun, replaceRun, type TaskRun } from "./run-history.ts";
import { openTaskSession, type TaskRuntime } from "./task-session.ts";

export interface RunningTask {
  run: TaskRun;
  runtime: TaskRuntime;
  /** Ends the statement: the twin stops, or the task was cancelled. */
  signal: AbortSignal;
}

/** "The default is 3600000 (1 hour)": https://docs.snowflake.com/en/sql-reference/parameters#user-task-timeout-ms */
const defaultTimeoutMs = 3_600_000;

/** https://docs.snowflake.com/en/sql-reference/functions/task_history */
const skipped = { code: "0040003", message: "Conditional expression for task evaluated to false." };

/** Fills in how the run ended and records it. Throws only what is a fault of the twin's. */
export async function runTask(twin: Twin, { run, runtime, signal }: RunningTask): Promise<void> {
  const { task } = runtime;
  const session = await openTaskSession(twin, runtime);
  try {
    const outcome = await conditionOf(twin, session, task, signal);
    if (outcome === "met") await runBody(twin, session, run, runtime, signal);
    else if (outcome === "not met") await end(twin, session, run, { state: "SKIPPED", error: skipped });
    else await end(twin, session, run, { state: "FAILED", error: outcome });
    if (run.state === "FAILED") await notifyOfFailure(twin, session.storage.connection, { ...runtime, run });
  } finally {
    await closeSession(twin, session);
  }
}

/** WHEN is asked for by itself, without the statement: that it is false costs one read of the stream's offset. */
async function conditionOf(
  twin: Twin,
  session: Session,
  task: TaskDefinition,
  signal: AbortSignal,
): Promise<"met" | "not met" | SnowflakeError> {
  if (task.condition === undefined) return "met";
  const text = task.condition;
  try {
    const start = { twin, session, queryId: randomUUID(), text, binds: new Map(), signal };
    const { sql } = createContext(start, { points: new Map() }).compileExpression(parseExpression(text));
    const result = await session.storage.connection.runAndReadAll(`select ${sql}`);
    return result.getRowsJS()[0]?.[0] === true ? "met" : "not met";
  } catch (error) {
    return toSnowflakeError(error);
  }
}

async function runBody(
  twin: Twin,
  session: Session,
  run: TaskRun,
  runtime: TaskRuntime,
  signal: AbortSignal,
): Promise<void> {
  const { task } = runtime;
  const timeoutMs = Number(task.options.USER_TASK_TIMEOUT_MS ?? runtime.root.options.USER_TASK_TIMEOUT_MS ?? 0);
  run.startedAt = twin.clock.now();
  let isRecorded = false;
  if (commitsAsOne(task.definition)) {
    session.storage.atCommit = async (connection) => {
      run.state = "SUCCEEDED";
      run.completedAt = twin.clock.now();
      await (isRecorded ? replaceRun : recordRun)(connection, run);
      isRecorded = true;
    };
  }
  const running = runRequest(twin, session, {
    text: task.definition,
    binds: new Map(),
    parameters: new Map<string, number>([
      ["STATEMENT_TIMEOUT_IN_SECONDS", (timeoutMs > 0 ? timeoutMs : defaultTimeoutMs) / 1000],
      ["MULTI_STATEMENT_COUNT", 1],
    ]),
    describeOnly: false,
    format: "json",
  });
  run.queryId = running.queryId;
  const abort = () => running.abort();
  signal.addEventListener("abort", abort, { once: true });
  const outcome = await running.outcome;
  signal.removeEventListener("abort", abort);
  session.storage.atCommit = undefined;
  run.returnValue = runtime.returnValue ?? null;
  if (outcome.ok && isRecorded && run.returnValue === null) return;
  if (outcome.ok) await end(twin, session, run, { state: "SUCCEEDED" }, isRecorded);
  else
    await end(twin, session, run, { state: signal.aborted ? "CANCELLED" : "FAILED", error: outcome.error }, isRecorded);
}

interface End {
  state: TaskRun["state"];
  error?: { code: string; message: string };
}

async function end(
  twin: Twin,
  session: Session,
  run: TaskRun,
  { state, error }: End,
  isRecorded = false,
): Promise<void> {
  run.state = state;
  run.completedAt = twin.clock.now();
  run.errorCode = error?.code ?? null;
  run.errorMessage = error?.message ?? null;
  await twin.storage.rollback(session.storage);
  const { connection } = session.storage;
  await inTransaction(connection, () => (isRecorded ? replaceRun : recordRun)(connection, run));
}
