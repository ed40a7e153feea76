/** Where a task may stand among others. https://docs.snowflake.com/en/user-guide/tasks-graphs */
import type { CatalogChange, CatalogReader } from "../catalog/catalog.ts";
import { requireObject } from "../catalog/ddl/create-object.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { ObjectPath, TaskDefinition } from "../catalog/objects.ts";
import {
  finalizerExists,
  graphCycle,
  notARoot,
  otherRoot,
  rootNotSuspended,
  scheduleAndPredecessors,
  tooMany,
} from "./task-errors.ts";
import { childrenOf, descendantsOf, finalizerOf, isRoot, rootsOf } from "./task-graph.ts";

export const requireTask = (reader: CatalogReader, path: ObjectPath): TaskDefinition =>
  requireObject(reader, "task", "Task", path);

type Placed = Pick<TaskDefinition, "database" | "schema" | "name" | "schedule" | "predecessors" | "finalize">;

/**
 * Whether a task fits where it is put: one root, that is suspended, no cycle, at most 100 predecessors and children, 1,000 in a graph.
 * https://docs.snowflake.com/en/user-guide/tasks-graphs
 */
export function checkPlace(change: CatalogChange, task: Placed): void {
  const name = formatPath(task);
  if (task.schedule !== undefined && (task.predecessors.length > 0 || task.finalize !== undefined)) {
    throw scheduleAndPredecessors(name);
  }
  if (task.finalize !== undefined) {
    const root = requireTask(change, task.finalize);
    if (task.predecessors.length > 0) throw scheduleAndPredecessors(name);
    if (!isRoot(root)) throw notARoot(formatPath(root), "FINALIZE");
    if (root.state === "started") throw rootNotSuspended(formatPath(root));
    const other = finalizerOf(change, root);
    if (other !== undefined && formatPath(other) !== name) throw finalizerExists(formatPath(root));
  }
  if (task.predecessors.length > 100) throw tooMany(name, "predecessors", 100);
  const above = task.predecessors.map((path) => requireTask(change, path));
  const below = new Set([name, ...descendantsOf(change, task).map(formatPath)]);
  for (const predecessor of above) {
    if (below.has(formatPath(predecessor))) throw graphCycle(name);
    if (childrenOf(change, predecessor).length >= 100) throw tooMany(formatPath(predecessor), "children", 100);
    requireSuspendedRoots(change, predecessor);
  }
  const roots = new Map(above.flatMap((each) => rootsOf(change, each)).map((root) => [root.id, root]));
  if (roots.size > 1) throw otherRoot(name);
  for (const root of roots.values()) {
    if (descendantsOf(change, root).length >= 999) throw tooMany(formatPath(root), "tasks in its graph", 1000);
  }
}

/** Throws 091089 when a graph of the task runs by schedule. */
export function requireSuspendedRoots(reader: CatalogReader, task: TaskDefinition): void {
  for (const root of rootsOf(reader, task)) {
    if (root.state === "started") throw rootNotSuspended(formatPath(root));
  }
}

/** "An incremental increase represents one or more modifications to tasks in the task graph." */
export function newVersion(change: CatalogChange, root: TaskDefinition): void {
  const current = change.get("task", root);
  if (current !== undefined) change.replace<"task">({ ...current, graphVersion: (current.graphVersion ?? 1) + 1 });
}

/**
 * "If you drop a predecessor, its former child tasks become standalone tasks or root tasks, and are suspended" unless others remain:
 * https://docs.snowflake.com/en/user-guide/tasks-graphs
 */
export function unlinkTask(change: CatalogChange, dropped: TaskDefinition, now: number): void {
  const name = formatPath(dropped);
  for (const child of childrenOf(change, dropped)) {
    const predecessors = child.predecessors.filter((path) => formatPath(path) !== name);
    const isAlone = predecessors.length === 0;
    change.replace<"task">({
      ...child,
      predecessors,
      ...(isAlone && child.state === "started" && { state: "suspended", lastSuspendedOn: now }),
    });
  }
  const finalizer = finalizerOf(change, dropped);
  if (finalizer !== undefined)
    change.replace<"task">({ ...finalizer, finalize: undefined, state: "suspended", lastSuspendedOn: now });
}
