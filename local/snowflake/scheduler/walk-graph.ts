/** The order in which the tasks of a graph run. */
import { formatPath } from "../catalog/object-map.ts";
import type { TaskDefinition } from "../catalog/objects.ts";
import { descendantsOf } from "../changes/task-graph.ts";
import type { Twin } from "../engine/twin.ts";
import type { RunState, TaskRun } from "./run-history.ts";

/**
 * Each task once its predecessors have ended: when all that take part succeeded and one at least did. Suspended ones do not take part, nor
 * does what was skipped; after a failure nothing below runs. https://docs.snowflake.com/en/user-guide/tasks-graphs#skip-or-suspend-a-child-task
 * `states` is filled in; gives the first run that failed. Siblings run side by side, by a manual clock one after the other.
 */
export async function runTasks(
  twin: Twin,
  root: TaskDefinition,
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
