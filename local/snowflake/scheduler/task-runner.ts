/** Runs task graphs: the root, then each child when its predecessors are done, the finalizer last, and retries. */
import { randomUUID } from "node:crypto";
import { formatPath } from "../catalog/object-map.ts";
import type { TaskDefinition } from "../catalog/objects.ts";
import { descendantsOf, finalizerOf } from "../changes/task-graph.ts";
import type { Twin } from "../engine/twin.ts";
import type { Storage } from "../storage/port.ts";
import {
  failuresInARow,
  forgetRuns,
  historyTables,
  lastSequence,
  lastSuccess,
  type RunOrigin,
  type RunState,
  replaceRun,
  type TaskRun,
} from "./run-history.ts";
import type { Scheduler } from "./scheduler.ts";
import { suspendRoot } from "./suspend-root.ts";
import { runTask } from "./task-run.ts";
import type { TaskRuntime } from "./task-session.ts";

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
    done: ReadonlyMap<number, { state: RunState; returnValue: string | null }>;
  };
}

export interface TaskRunner {
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
  for (const statement of historyTables) await own.connection.run(statement);
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
      const more: Values = { returnValues: new Map(), lastSucceededAt: await lastSuccessOf(twin, root.id) };
      const states = new Map<number, RunState>();
      for (const [id, { state, returnValue }] of graph.retry?.done ?? []) {
        const task = twin.catalog.byId(id);
        if (state !== "SUCCEEDED" && state !== "SKIPPED") continue;
        states.set(id, state);
        if (task !== undefined && returnValue !== null) more.returnValues.set(formatPath(task), returnValue);
      }
      let attempt = graph.retry?.attempt ?? 1;
      let origin = graph.origin;
      let failed: TaskRun | undefined;
      for (;;) {
        failed = await runTasks(twin, { ...graph, origin }, states, (task) =>
          runOne({ ...graph, origin }, groupId, attempt, task, more),
        );
        if (failed === undefined || attempt > retries || scheduler.signal.aborted) break;
        attempt += 1;
        origin = "TASK_AUTO_RETRY";
        for (const [id, state] of states) if (state !== "SUCCEEDED" && state !== "SKIPPED") states.delete(id);
      }
      const finalizer = finalizerOf(twin.catalog, root);
      if (finalizer?.state === "started" && states.get(root.id) !== "SKIPPED" && !scheduler.signal.aborted) {
        const run = await runOne({ ...graph, origin }, groupId, attempt, finalizer, more);
        if (run.state === "FAILED") failed ??= run;
      }
      if (failed !== undefined) await suspendAfterFailures(twin, root, failed);
    } finally {
      others.delete(promise);
      if (others.size === 0) graphs.delete(root.id);
      hasEnded();
    }
  };

  const runner: TaskRunner = {
    runGraph,
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

async function lastSuccessOf(twin: Twin, rootId: number): Promise<number | undefined> {
  const session = await twin.storage.openSession();
  try {
    return await lastSuccess(session.connection, rootId);
  } finally {
    await twin.storage.closeSession(session);
  }
}

/**
 * Each task once its predecessors have ended: when all that take part succeeded and one at least did. Suspended ones do not take part, nor
 * does what was skipped; after a failure nothing below runs. https://docs.snowflake.com/en/user-guide/tasks-graphs#skip-or-suspend-a-child-task
 * `states` is filled in; gives the first run that failed. Siblings run side by side, by a manual clock one after the other.
 */
async function runTasks(
  twin: Twin,
  { root }: GraphStart,
  states: Map<number, RunState>,
  run: (task: TaskDefinition) => Promise<TaskRun>,
): Promise<TaskRun | undefined> {
  let failed: TaskRun | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const runOnce = async (task: TaskDefinition) => {
    if (states.has(task.id)) return;
    const work = twin.clock.isManual ? turn.then(() => run(task)) : run(task);
    turn = work;
    const ended = await work;
    states.set(task.id, ended.state);
    if (ended.state === "FAILED" || ended.state === "CANCELLED") failed ??= ended;
  };
  const ended = new Map<number, Promise<void>>([[root.id, runOnce(root)]]);
  // The graph as it is when it begins: it cannot change while the root is not suspended.
  const parts = descendantsOf(twin.catalog, root);
  const notRun = new Map<number, NotRun>();
  const byPath = new Map([root, ...parts].map((task) => [formatPath(task), task]));
  const after = (task: TaskDefinition): Promise<void> => {
    const known = ended.get(task.id);
    if (known !== undefined) return known;
    const predecessors = task.predecessors.flatMap((path) => byPath.get(formatPath(path)) ?? []);
    const done = Promise.all(predecessors.map(after)).then(async () => {
      const before = predecessors.map(({ id }) => states.get(id) ?? notRun.get(id) ?? "left out");
      if (task.state !== "started") notRun.set(task.id, "left out");
      else if (before.some(isFailure)) notRun.set(task.id, "blocked");
      else if (before.includes("SUCCEEDED")) await runOnce(task);
      else notRun.set(task.id, "left out");
    });
    ended.set(task.id, done);
    return done;
  };
  await Promise.all([...ended.values(), ...parts.map(after)]);
  return failed;
}

/** Of a task that did not run: after a failure above it, or because it is suspended or all before it was skipped. */
type NotRun = "blocked" | "left out";

const isFailure = (state: RunState | NotRun): boolean =>
  state === "FAILED" || state === "CANCELLED" || state === "blocked";

/** https://docs.snowflake.com/en/sql-reference/parameters#suspend-task-after-num-failures: 10 unless said, 0 for never. */
async function suspendAfterFailures(twin: Twin, root: TaskDefinition, failed: TaskRun): Promise<void> {
  const current = twin.catalog.byId(root.id);
  if (current?.kind !== "task" || current.state !== "started") return;
  const limit = Number(current.options.SUSPEND_TASK_AFTER_NUM_FAILURES ?? 10);
  if (limit === 0) return;
  const session = await twin.storage.openSession();
  try {
    const since = current.scheduledFrom ?? 0;
    if ((await failuresInARow(session.connection, root.id, since)) < limit) return;
    await suspendRoot(twin, session, current, async (connection) => {
      failed.state = "FAILED_AND_AUTO_SUSPENDED";
      await replaceRun(connection, failed);
    });
  } finally {
    await twin.storage.closeSession(session);
  }
}
