/** ALTER TASK. https://docs.snowflake.com/en/sql-reference/sql/alter-task */
import type { CatalogChange } from "../catalog/catalog.ts";
import { applyCommon } from "../catalog/ddl/alter-common.ts";
import { sourceOf } from "../catalog/ddl/column-definitions.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { TaskDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { doesNotExist, notInTwin } from "../errors.ts";
import { isTriggered } from "../scheduler/task-source.ts";
import type { Alter, AlterAction } from "../sql/ast/index.ts";
import { nothingToRunBy, rootNotSuspended } from "./task-errors.ts";
import { childrenOf, finalizerOf, isRoot, rootsOf } from "./task-graph.ts";
import { taskSettings } from "./task-options.ts";
import { checkPlace, newVersion, requireSuspendedRoots } from "./task-place.ts";

export function alterTask(context: ExecutionContext, statement: Alter<"alterTask">): Promise<void> {
  const { name } = statement;
  if (name === undefined) throw new Error("ALTER TASK without a name.");
  const path = context.path(name, "task");
  return context.ddl({}, async (_unit, change) => {
    const task = change.get("task", path);
    if (task === undefined) {
      if (statement.ifExists) return;
      throw doesNotExist(name.span, "Task", formatPath(path));
    }
    let altered = task;
    for (const action of statement.actions) altered = change.replace<"task">(apply(context, change, altered, action));
  });
}

function apply(
  context: ExecutionContext,
  change: CatalogChange,
  task: TaskDefinition,
  action: AlterAction,
): TaskDefinition {
  const { now } = context;
  if (action.kind === "command") {
    if (/^RESUME/.test(action.words)) return resumed(change, task, now);
    if (action.words === "SUSPEND") return suspended(change, task, now);
  }
  // "You must suspend the root before altering any task of the graph", itself included.
  requireSuspendedRoots(change, task);
  const made = changed(context, change, task, action);
  if (isRoot(made)) return { ...made, graphVersion: (task.graphVersion ?? 1) + 1, lastCommittedOn: now };
  for (const root of rootsOf(change, task)) if (root.id !== task.id) newVersion(change, root);
  return { ...made, lastCommittedOn: now };
}

function changed(
  context: ExecutionContext,
  change: CatalogChange,
  task: TaskDefinition,
  action: AlterAction,
): TaskDefinition {
  switch (action.kind) {
    case "set": {
      const { options, ...fields } = taskSettings(context, action.options);
      const made: TaskDefinition = { ...task, ...fields, options: { ...task.options, ...options } };
      if (fields.schedule !== undefined) made.scheduledFrom = context.now;
      checkPlace(change, made);
      return made;
    }
    case "unset": {
      const { options, ...fields } = applyCommon(context, change, task, action) ?? task;
      const names = new Set(action.names);
      return {
        ...fields,
        options,
        ...(names.has("SCHEDULE") && { schedule: undefined }),
        ...(names.has("WAREHOUSE") && { warehouse: undefined }),
        ...(names.has("FINALIZE") && { finalize: undefined }),
        ...(names.has("ALLOW_OVERLAPPING_EXECUTION") && { allowOverlapping: false }),
      };
    }
    case "modifyBody":
      return { ...task, definition: action.bodyText };
    case "modifyCondition":
      return { ...task, condition: sourceOf(context, action.condition) };
    case "removeWhen":
      return { ...task, condition: undefined };
    case "addAfter": {
      const added = action.tasks.map((name) => context.path(name, "task"));
      const known = new Set(task.predecessors.map(formatPath));
      const made = {
        ...task,
        predecessors: [...task.predecessors, ...added.filter((path) => !known.has(formatPath(path)))],
      };
      checkPlace(change, made);
      return made;
    }
    case "removeAfter": {
      const gone = new Set(action.tasks.map((name) => formatPath(context.path(name, "task"))));
      return { ...task, predecessors: task.predecessors.filter((path) => !gone.has(formatPath(path))) };
    }
    case "rename": {
      const made = applyCommon(context, change, task, action) ?? task;
      // The graph follows the name.
      for (const child of childrenOf(change, task)) {
        const predecessors = child.predecessors.map((path) =>
          formatPath(path) === formatPath(task) ? pathOf(made) : path,
        );
        change.replace<"task">({ ...child, predecessors });
      }
      const finalizer = finalizerOf(change, task);
      if (finalizer !== undefined) change.replace<"task">({ ...finalizer, finalize: pathOf(made) });
      return made;
    }
    case "setTags":
    case "unsetTags":
      return applyCommon(context, change, task, action) ?? task;
    default:
      throw notInTwin(action.span, `ALTER TASK ... ${action.kind}`, "Create the task again.");
  }
}

const pathOf = ({ database, schema, name }: TaskDefinition) => ({ database, schema, name });

/** A child is resumed while its root is suspended; a root needs something to run by. */
export function resumed(change: CatalogChange, task: TaskDefinition, now: number): TaskDefinition {
  if (task.state === "started") return task;
  const name = formatPath(task);
  if (!isRoot(task)) requireSuspendedRoots(change, task);
  else if (task.schedule === undefined && !isTriggered(task)) throw nothingToRunBy(name);
  const { LAST_SUSPENDED_REASON: _reason, ...options } = task.options;
  return { ...task, options, state: "started", scheduledFrom: now, lastCommittedOn: now };
}

function suspended(change: CatalogChange, task: TaskDefinition, now: number): TaskDefinition {
  if (task.state === "suspended") return task;
  const [root] = rootsOf(change, task).filter(({ id, state }) => id !== task.id && state === "started");
  if (root !== undefined) throw rootNotSuspended(formatPath(root));
  return {
    ...task,
    state: "suspended",
    lastSuspendedOn: now,
    options: { ...task.options, LAST_SUSPENDED_REASON: "USER_SUSPENDED" },
  };
}
