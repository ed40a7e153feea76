/** What SYSTEM$ functions tell a task about its run, and those that change something: called, or selected alone. */
import { formatPath } from "../catalog/object-map.ts";
import type { Cell, ExecutionContext } from "../engine/context.ts";
import type { SystemFunctions, SystemValue } from "../engine/system-functions.ts";
import { SnowflakeError } from "../errors.ts";
import { schedulerOf } from "../scheduler/scheduler.ts";
import { taskRunnerOf } from "../scheduler/task-runner.ts";
import { type TaskRuntime, taskRuntime } from "../scheduler/task-session.ts";
import type { BoundArgument } from "../sql/binder/catalog-view.ts";
import { quoteText } from "../sql/emit/text.ts";
import { varchar } from "../sql/types.ts";
import { resumed } from "./alter-task.ts";
import { descendantsOf, finalizerOf, taskId } from "./task-graph.ts";
import { requireTask } from "./task-place.ts";

const textOrNull = (text: string | undefined | null): SystemValue => ({
  sql: text === undefined || text === null ? "cast(null as varchar)" : quoteText(text),
  type: varchar(),
});

const constantText = (argument: BoundArgument | undefined): string | undefined =>
  argument === undefined || argument.constant === null ? undefined : String(argument.constant);

function inTask(context: ExecutionContext, name: string): TaskRuntime {
  const runtime = taskRuntime(context.session);
  if (runtime === undefined) {
    throw new SnowflakeError("091091", "55000", `Function ${name} must be called from within a task.`);
  }
  return runtime;
}

export const taskSystemFunctions: SystemFunctions = {
  /** https://docs.snowflake.com/en/sql-reference/functions/system_get_predecessor_return_value */
  SYSTEM$GET_PREDECESSOR_RETURN_VALUE(context, [argument]) {
    const { task, root, returnValues } = inTask(context, "SYSTEM$GET_PREDECESSOR_RETURN_VALUE");
    const wanted = constantText(argument);
    const above = task.finalize === undefined ? task.predecessors : [root];
    if (wanted !== undefined) {
      const path = formatPath(context.pathOf(wanted, "task"));
      if (!above.some((each) => formatPath(each) === path)) {
        throw new SnowflakeError("091092", "22023", `Task ${path} is not a predecessor of task ${formatPath(task)}.`);
      }
      return textOrNull(returnValues.get(path));
    }
    if (above.length > 1) {
      throw new SnowflakeError(
        "091093",
        "22023",
        `Task ${formatPath(task)} has several predecessors: name the one whose return value is wanted.`,
      );
    }
    return textOrNull(above[0] === undefined ? undefined : returnValues.get(formatPath(above[0])));
  },
  /** https://docs.snowflake.com/en/sql-reference/functions/system_get_task_graph_config */
  SYSTEM$GET_TASK_GRAPH_CONFIG(context, [argument]) {
    const { config } = inTask(context, "SYSTEM$GET_TASK_GRAPH_CONFIG");
    const path = constantText(argument);
    if (config === undefined || path === undefined) return textOrNull(config);
    return textOrNull(valueAt(JSON.parse(config), path));
  },
  SYSTEM$CURRENT_USER_TASK_NAME(context) {
    const task = taskRuntime(context.session)?.task;
    return textOrNull(task === undefined ? undefined : formatPath(task));
  },
  /** https://docs.snowflake.com/en/sql-reference/functions/system_task_runtime_info */
  SYSTEM$TASK_RUNTIME_INFO(context, [argument]) {
    const runtime = inTask(context, "SYSTEM$TASK_RUNTIME_INFO");
    const { task, root, groupId, graphScheduledAt, lastSucceededAt } = runtime;
    const iso = (at: number | undefined) =>
      at === undefined ? undefined : new Date(at).toISOString().replace("T", " ").replace("Z", "");
    const known: Readonly<Record<string, string | undefined>> = {
      CURRENT_TASK_NAME: formatPath(task),
      CURRENT_ROOT_TASK_NAME: formatPath(root),
      CURRENT_ROOT_TASK_UUID: taskId(root),
      CURRENT_TASK_GRAPH_RUN_GROUP_ID: groupId,
      CURRENT_TASK_GRAPH_ORIGINAL_SCHEDULED_TIMESTAMP: iso(graphScheduledAt),
      LAST_SUCCESSFUL_TASK_GRAPH_RUN_ORIGINAL_SCHEDULED_TIMESTAMP: iso(lastSucceededAt),
    };
    const name = (constantText(argument) ?? "").toUpperCase();
    if (!(name in known)) {
      throw new SnowflakeError("001015", "22023", `Invalid argument '${name}' of SYSTEM$TASK_RUNTIME_INFO.`);
    }
    return textOrNull(known[name]);
  },
  /** With a constant, inside a query. Called with a computed value it is `setReturnValue` below. */
  SYSTEM$SET_RETURN_VALUE(context, [argument]) {
    return textOrNull(setReturnValue(context, constantText(argument)));
  },
};

/** `a.b[0]`, `a:b`. Scalars as text, the rest as JSON. */
function valueAt(config: unknown, path: string): string | undefined {
  let value = config;
  for (const step of path.split(/[.:[\]]+/).filter((part) => part !== "")) {
    value = (value as Record<string, unknown> | null | undefined)?.[step.replace(/^["']|["']$/g, "")];
  }
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** "The maximum length is 10 kB": https://docs.snowflake.com/en/sql-reference/functions/system_set_return_value */
function setReturnValue(context: ExecutionContext, value: string | undefined): string {
  const runtime = inTask(context, "SYSTEM$SET_RETURN_VALUE");
  if (Buffer.byteLength(value ?? "") > 10_240) {
    throw new SnowflakeError("091094", "22023", "The return value of a task has at most 10 kB.");
  }
  runtime.returnValue = value;
  return `Return value set.`;
}

/** Functions that wait or change the catalog, by name; values are text. */
export const taskSystemCalls: Readonly<
  Record<string, (context: ExecutionContext, values: readonly (string | null)[]) => Promise<Cell>>
> = {
  SYSTEM$SET_RETURN_VALUE: async (context, [value]) => setReturnValue(context, value ?? undefined),
  /** https://docs.snowflake.com/en/sql-reference/functions/system_task_dependents_enable */
  async SYSTEM$TASK_DEPENDENTS_ENABLE(context, [name]) {
    const path = context.pathOf(name ?? "", "task");
    await context.ddl({}, async (_unit, change) => {
      const root = requireTask(change, path);
      const finalizer = finalizerOf(change, root);
      const below = [...descendantsOf(change, root), ...(finalizer === undefined ? [] : [finalizer])];
      // The root last: nothing can be resumed below one that runs.
      for (const task of [...below, root]) change.replace<"task">(resumed(change, task, context.now));
    });
    schedulerOf(context.storage).wake();
    return "Statement executed successfully.";
  },
  /** https://docs.snowflake.com/en/sql-reference/functions/system_user_task_cancel_ongoing_executions */
  async SYSTEM$USER_TASK_CANCEL_ONGOING_EXECUTIONS(context, [name]) {
    const task = requireTask(context.catalog, context.pathOf(name ?? "", "task"));
    const count = taskRunnerOf(context.storage).cancel(task.id);
    return `${count} execution(s) of task ${task.name} cancelled.`;
  },
};
