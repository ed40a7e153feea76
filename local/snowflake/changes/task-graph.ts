/** How tasks hang together: roots, children, finalizers. */
import type { CatalogReader } from "../catalog/catalog.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { ObjectPath, TaskDefinition } from "../catalog/objects.ts";

/** The id that SHOW TASKS and the histories give. */
export const taskId = ({ id }: Pick<TaskDefinition, "id">): string => `task-${id}`;

export const isRoot = ({ predecessors, finalize }: TaskDefinition): boolean =>
  predecessors.length === 0 && finalize === undefined;

const isSame = (a: ObjectPath, b: ObjectPath) => formatPath(a) === formatPath(b);

export const childrenOf = (catalog: CatalogReader, task: ObjectPath): TaskDefinition[] =>
  catalog.list("task").filter(({ predecessors }) => predecessors.some((each) => isSame(each, task)));

export const finalizerOf = (catalog: CatalogReader, root: ObjectPath): TaskDefinition | undefined =>
  catalog.list("task").find(({ finalize }) => finalize !== undefined && isSame(finalize, root));

/** Every task below, each once, nearest first; the finalizer is not among them. */
export function descendantsOf(catalog: CatalogReader, root: ObjectPath): TaskDefinition[] {
  const found = new Map<string, TaskDefinition>();
  let level: ObjectPath[] = [root];
  while (level.length > 0) {
    const next = level.flatMap((task) => childrenOf(catalog, task)).filter((task) => !found.has(formatPath(task)));
    for (const task of next) found.set(formatPath(task), task);
    level = next;
  }
  return [...found.values()];
}

/** The roots above a task; the task itself when it is one. */
export function rootsOf(catalog: CatalogReader, task: TaskDefinition, seen = new Set<string>()): TaskDefinition[] {
  if (isRoot(task)) return [task];
  const key = formatPath(task);
  if (seen.has(key)) return [];
  seen.add(key);
  const above = task.finalize === undefined ? task.predecessors : [task.finalize];
  const roots = above.flatMap((path) => {
    const found = catalog.get("task", path);
    return found === undefined ? [] : rootsOf(catalog, found, seen);
  });
  return [...new Map(roots.map((root) => [root.id, root])).values()];
}
