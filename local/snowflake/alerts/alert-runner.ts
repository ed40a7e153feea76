/** Runs alerts: the condition, then the action when the condition has a row. https://docs.snowflake.com/en/user-guide/alerts */
import type { AlertDefinition } from "../catalog/objects.ts";
import { type Outcome, runRequest } from "../engine/run-request.ts";
import { closeSession, type Twin } from "../engine/twin.ts";
import { commitsAsOne } from "../scheduler/atomic-statement.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { Session } from "../session.ts";
import { inTransaction } from "../storage/duck-transaction.ts";
import type { Storage } from "../storage/port.ts";
import {
  type AlertRun,
  alertTables,
  forgetAlertRuns,
  lastAlertSequence,
  lastAlertSuccess,
  recordAlertRun,
} from "./alert-history.ts";
import { type AlertRuntime, openAlertSession } from "./alert-session.ts";

export interface AlertRunner {
  /** Runs an alert once. Never rejects for what its statements do. */
  run(alert: AlertDefinition, scheduledAt: number): Promise<void>;
  isRunning(alertId: number): boolean;
  /** Runs that have not ended. */
  executing(): readonly AlertRun[];
  /** "The alert execution was cancelled (e.g. when the alert is suspended)". */
  cancel(alertId: number): void;
}

const runners = new WeakMap<Storage, AlertRunner>();

/** Throws when the twin was started without one. */
export function alertRunnerOf(storage: Storage): AlertRunner {
  const runner = runners.get(storage);
  if (runner === undefined) throw new Error("The alerts of this twin were not started.");
  return runner;
}

const keptMs = 8 * 86_400_000;

export async function startAlertRunner(twin: Twin, scheduler: Scheduler): Promise<AlertRunner> {
  const own = await twin.storage.openSession();
  for (const statement of alertTables) await own.connection.run(statement);
  await forgetAlertRuns(own.connection, twin.clock.now() - keptMs);
  let sequence = await lastAlertSequence(own.connection);
  await twin.storage.closeSession(own);
  const running = new Map<AlertRun, AbortController>();
  scheduler.signal.addEventListener("abort", () => {
    for (const controller of running.values()) controller.abort();
  });

  const runner: AlertRunner = {
    async run(alert, scheduledAt) {
      sequence += 1;
      const run: AlertRun = {
        sequence,
        alertId: alert.id,
        name: alert.name,
        database: alert.database,
        schema: alert.schema,
        condition: alert.condition,
        conditionQueryId: null,
        action: alert.action,
        actionQueryId: null,
        state: "EXECUTING",
        errorCode: null,
        errorMessage: null,
        scheduledAt,
        completedAt: null,
      };
      const controller = new AbortController();
      running.set(run, controller);
      try {
        await runOnce(twin, alert, run, controller.signal);
      } finally {
        running.delete(run);
      }
    },
    isRunning: (alertId) => [...running.keys()].some((run) => run.alertId === alertId),
    executing: () => [...running.keys()],
    cancel(alertId) {
      for (const [run, controller] of running) if (run.alertId === alertId) controller.abort();
    },
  };
  runners.set(twin.storage, runner);
  return runner;
}

async function runOnce(twin: Twin, alert: AlertDefinition, run: AlertRun, signal: AbortSignal): Promise<void> {
  const runtime: AlertRuntime = {
    scheduledAt: run.scheduledAt,
    lastSuccessAt: await lastSuccessOf(twin, alert.id),
    conditionQueryId: undefined,
  };
  const session = await openAlertSession(twin, alert, runtime);
  let isRecorded = false;
  const end = async (state: AlertRun["state"], error?: { code: string; message: string }) => {
    if (isRecorded) return;
    run.state = signal.aborted && error !== undefined ? "CANCELLED" : state;
    run.completedAt = twin.clock.now();
    run.errorCode = error?.code ?? null;
    run.errorMessage = error?.message ?? null;
    await twin.storage.rollback(session.storage);
    const { connection } = session.storage;
    await inTransaction(connection, () => recordAlertRun(connection, run));
  };
  try {
    const condition = start(twin, session, alert.condition, signal);
    run.conditionQueryId = condition.queryId;
    runtime.conditionQueryId = condition.queryId;
    const found = await condition.outcome;
    if (!found.ok) return await end("CONDITION_FAILED", found.error);
    if (found.result.total === 0) return await end("CONDITION_FALSE");
    if (commitsAsOne(alert.action)) {
      // The next run looks from this one on: what the action did and that it was done are one commit.
      session.storage.atCommit = async (connection) => {
        run.state = "TRIGGERED";
        run.completedAt = twin.clock.now();
        await recordAlertRun(connection, run);
        isRecorded = true;
      };
    }
    const action = start(twin, session, alert.action, signal);
    run.actionQueryId = action.queryId;
    const done = await action.outcome;
    session.storage.atCommit = undefined;
    if (done.ok) await end("TRIGGERED");
    else await end("ACTION_FAILED", done.error);
  } finally {
    await closeSession(twin, session);
  }
}

interface Started {
  queryId: string;
  outcome: Promise<Outcome>;
}

function start(twin: Twin, session: Session, text: string, signal: AbortSignal): Started {
  const running = runRequest(twin, session, {
    text,
    binds: new Map(),
    parameters: new Map([["MULTI_STATEMENT_COUNT", 1]]),
    describeOnly: false,
    format: "json",
  });
  const abort = () => running.abort();
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  const outcome = running.outcome.finally(() => signal.removeEventListener("abort", abort));
  return { queryId: running.queryId, outcome };
}

async function lastSuccessOf(twin: Twin, alertId: number): Promise<number | undefined> {
  const session = await twin.storage.openSession();
  try {
    return await lastAlertSuccess(session.connection, alertId);
  } finally {
    await twin.storage.closeSession(session);
  }
}
