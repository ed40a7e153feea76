/** Runs task graphs: the root, then each child when its predecessors are done, the finalizer last, and retries. */
import { randomUUID } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { formatPath } from "../catalog/object-map.ts";
import type { TaskDefinition } from "../catalog/objects.ts";
import { finalizerOf } from "../changes/task-graph.ts";
import type { Twin } from "../engine/twin.ts";
import { literal } from "../storage/layout.ts";
import type { Storage } from "../storage/port.ts";
import { forgetOpenGraph, noteOpenGraph, type OpenGraph, openGraphTables, readOpenGraphs } from "./open-graphs.ts";
import {
  failuresInARow,
  forgetRuns,
  historyTables,
  lastSequence,
  lastSuccess,
  type PastGraphRun,
  pastGraphRun,
  type RunOrigin,
  type RunState,
  replaceRun,
  type TaskRun,
} from "./run-history.ts";
import type { Scheduler } from "./scheduler.ts";
import { suspendRoot } from "./suspend-root.ts";
import { runTask } from "./task-run.ts";
import type { TaskRuntime } from "./task-session.ts";
import { runTasks } from "./walk-graph.ts";

export interface GraphStart {
  root: TaskDefinition;
  origin: RunOrigin;
  /** Milliseconds: what every run of the graph is dated by. */
  scheduledAt: number;
  /** In place of the root's CONFIG. */
  config?: string | undefined;
  /** Of a retry: the run that goes on, its attempt, and how its tasks ended so far. */
  retry?: {
    groupId: string;
    attempt: number;
    done: PastGraphRun["tasks"];
    /** The attempt itself goes on: what failed in it has failed. */
    wasCutOff?: boolean;
  };
}

export interface TaskRunner {
  /** Goes on with the graph runs that a crash cut off; resolves when all of them are on their way. */
  resume(): Promise<void>;
  /** Runs a graph to its end. Never rejects for what its tasks do. */
  runGraph(start: GraphStart): Promise<void>;
  isRunning(rootId: number): boolean;
  /** Resolves when one of the root's graph runs has ended. */
  ended(rootId: number): Promise<void>;
  /** Runs that have not ended. */
  executing(): readonly TaskRun[];
  /** SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS. Gives the number of runs. */
  cancel(taskId: number): number;
}

const runners = new WeakMap<Storage, TaskRunner>();

/** Throws when the twin was started without one. */
export function taskRunnerOf(storage: Storage): TaskRunner {
  const runner = runners.get(storage);
  if (runner === undefined) throw new Error("The tasks of this twin were not started.");
  return runner;
}

const keptMs = 14 * 86_400_000;

export async function startTaskRunner(twin: Twin, scheduler: Scheduler): Promise<TaskRunner> {
  const own = await twin.storage.openSession();
  for (const statement of [...historyTables, ...openGraphTables]) await own.connection.run(statement);
  await forgetRuns(own.connection, twin.clock.now() - keptMs);
  let sequence = await lastSequence(own.connection);
  await twin.storage.closeSession(own);

  const running = new Map<TaskRun, AbortController>();
  const graphs = new Map<number, Set<Promise<void>>>();
  scheduler.signal.addEventListener("abort", () => {
    for (const controller of running.values()) controller.abort();
  });

  const runOne = async (graph: GraphStart, groupId: string, attempt: number, task: TaskDefinition, more: Values) => {
    const { root } = graph;
    sequence += 1;
    const run: TaskRun = {
      sequence,
      taskId: task.id,
      rootId: root.id,
      name: task.name,
      database: task.database,
      schema: task.schema,
      queryId: null,
      queryText: task.definition,
      conditionText: task.condition ?? null,
      state: "EXECUTING",
      errorCode: null,
      errorMessage: null,
      scheduledAt: task.id === root.id && attempt === 1 ? graph.scheduledAt : twin.clock.now(),
      startedAt: null,
      completedAt: null,
      graphVersion: root.graphVersion ?? 1,
      runId: graph.scheduledAt,
      returnValue: null,
      origin: graph.origin,
      attempt,
      config: graph.config ?? (root.options.CONFIG as string | undefined) ?? null,
      groupId,
    };
    const runtime: TaskRuntime = {
      task,
      root,
      config: run.config ?? undefined,
      graphScheduledAt: graph.scheduledAt,
      groupId,
      lastSucceededAt: more.lastSucceededAt,
      returnValues: more.returnValues,
      returnValue: undefined,
    };
    const controller = new AbortController();
    running.set(run, controller);
    try {
      await runTask(twin, { run, runtime, signal: controller.signal });
    } finally {
      running.delete(run);
    }
    if (run.returnValue !== null) more.returnValues.set(formatPath(task), run.returnValue);
    return run;
  };

  const runGraph = async (graph: GraphStart): Promise<void> => {
    const { root } = graph;
    const { promise, resolve: hasEnded } = Promise.withResolvers<void>();
    const others = graphs.get(root.id) ?? new Set();
    graphs.set(root.id, others.add(promise));
    try {
      const retries = Number(root.options.TASK_AUTO_RETRY_ATTEMPTS ?? 0);
      const groupId = graph.retry?.groupId ?? randomUUID();
      let attempt = graph.retry?.attempt ?? 1;
      const open: OpenGraph = {
        groupId,
        rootId: root.id,
        graphVersion: root.graphVersion ?? 1,
        scheduledAt: graph.scheduledAt,
        origin: graph.origin,
        config: graph.config ?? null,
        attempt,
      };
      const wasCutOff = graph.retry?.wasCutOff === true;
      const lastSucceededAt = await inSession(twin, async (connection) => {
        if (!wasCutOff) await noteOpenGraph(connection, open);
        return lastSuccess(connection, root.id);
      });
      const more: Values = { returnValues: new Map(), lastSucceededAt };
      let failedBefore = false;
      const states = new Map<number, RunState>();
      for (const [id, { state, returnValue, attempt: of }] of graph.retry?.done ?? []) {
        const task = twin.catalog.byId(id);
        const isDone = state === "SUCCEEDED" || state === "SKIPPED";
        if (!isDone && !(wasCutOff && of === attempt)) continue;
        failedBefore ||= !isDone;
        states.set(id, state);
        if (task !== undefined && returnValue !== null) more.returnValues.set(formatPath(task), returnValue);
      }
      let origin = graph.origin;
      let failed: TaskRun | "before" | undefined;
      for (;;) {
        failed = await runTasks(twin, root, states, (task) =>
          runOne({ ...graph, origin }, groupId, attempt, task, more),
        );
        if (failedBefore) failed ??= "before";
        failedBefore = false;
        if (failed === undefined || attempt > retries || scheduler.signal.aborted) break;
        attempt += 1;
        origin = "TASK_AUTO_RETRY";
        const next = { ...open, origin, attempt };
        await inSession(twin, (connection) => noteOpenGraph(connection, next));
        for (const [id, state] of states) if (state !== "SUCCEEDED" && state !== "SKIPPED") states.delete(id);
      }
      const finalizer = finalizerOf(twin.catalog, root);
      const hasFinalized = finalizer !== undefined && graph.retry?.wasCutOff === true && states.has(finalizer.id);
      if (
        finalizer?.state === "started" &&
        !hasFinalized &&
        states.get(root.id) !== "SKIPPED" &&
        !scheduler.signal.aborted
      ) {
        const run = await runOne({ ...graph, origin }, groupId, attempt, finalizer, more);
        if (run.state === "FAILED") failed ??= run;
      }
      if (failed !== undefined) await suspendAfterFailures(twin, root, failed === "before" ? undefined : failed);
      await inSession(twin, (connection) => forgetOpenGraph(connection, groupId));
    } finally {
      others.delete(promise);
      if (others.size === 0) graphs.delete(root.id);
      hasEnded();
    }
  };

  const runner: TaskRunner = {
    runGraph,
    async resume() {
      const cutOff = await inSession(twin, async (connection) => {
        const found: GraphStart[] = [];
        for (const open of await readOpenGraphs(connection)) {
          const root = twin.catalog.byId(open.rootId);
          // A root that is gone, or was changed, has no such graph any more.
          if (root?.kind !== "task" || (root.graphVersion ?? 1) !== open.graphVersion) {
            await forgetOpenGraph(connection, open.groupId);
            continue;
          }
          const past = await pastGraphRun(connection, literal(open.groupId));
          const { groupId, attempt, origin, scheduledAt, config } = open;
          const retry = { groupId, attempt, done: past?.tasks ?? new Map(), wasCutOff: true };
          found.push({ root, origin, scheduledAt, config: config ?? undefined, retry });
        }
        return found;
      });
      for (const start of cutOff) void scheduler.launch(() => runGraph(start));
    },
    isRunning: (rootId) => graphs.has(rootId),
    ended: (rootId) => Promise.race(graphs.get(rootId) ?? []),
    executing: () => [...running.keys()],
    cancel(taskId) {
      const own = [...running].filter(([run]) => run.taskId === taskId);
      for (const [, controller] of own) controller.abort();
      return own.length;
    },
  };
  runners.set(twin.storage, runner);
  return runner;
}

interface Values {
  returnValues: Map<string, string>;
  lastSucceededAt: number | undefined;
}

async function inSession<T>(twin: Twin, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const session = await twin.storage.openSession();
  try {
    return await work(session.connection);
  } finally {
    await twin.storage.closeSession(session);
  }
}

/** https://docs.snowflake.com/en/sql-reference/parameters#suspend-task-after-num-failures: 10 unless said, 0 for never. */
async function suspendAfterFailures(twin: Twin, root: TaskDefinition, failed: TaskRun | undefined): Promise<void> {
  const current = twin.catalog.byId(root.id);
  if (current?.kind !== "task" || current.state !== "started") return;
  const limit = Number(current.options.SUSPEND_TASK_AFTER_NUM_FAILURES ?? 10);
  if (limit === 0) return;
  const session = await twin.storage.openSession();
  try {
    const since = current.scheduledFrom ?? 0;
    if ((await failuresInARow(session.connection, root.id, since)) < limit) return;
    await suspendRoot(twin, session, current, async (connection) => {
      if (failed === undefined) return;
      failed.state = "FAILED_AND_AUTO_SUSPENDED";
      await replaceRun(connection, failed);
    });
  } finally {
    await twin.storage.closeSession(session);
  }
}
