/** CREATE TASK, ALTER TASK and EXECUTE TASK. https://docs.snowflake.com/en/sql-reference/sql/create-task */

import { sourceOf } from "../catalog/ddl/column-definitions.ts";
import { createObject, requireObject } from "../catalog/ddl/create-object.ts";
import type { ExecutionContext, Executors, StatementResult } from "../engine/context.ts";
import { statusResult } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { schedulerOf } from "../scheduler/scheduler.ts";
import type { CreateTask } from "../sql/ast/index.ts";
import { alterTask } from "./alter-task.ts";
import { executeTask } from "./execute-task.ts";
import { rootsOf } from "./task-graph.ts";
import { taskSettings } from "./task-options.ts";
import { checkPlace, newVersion, requireSuspendedRoots, requireTask } from "./task-place.ts";

export const taskExecutors: Executors = {
  createTask: async (context, statement) => {
    const result = await createTask(context, statement);
    schedulerOf(context.storage).wake();
    return result;
  },
  alterTask: async (context, statement) => {
    await alterTask(context, statement);
    schedulerOf(context.storage).wake();
    return statusResult("Statement executed successfully.", statementTypes.ALTER);
  },
  executeTask,
};

function createTask(context: ExecutionContext, statement: CreateTask): Promise<StatementResult> {
  return createObject(context, statement, {
    kind: "task",
    title: "Task",
    define: (_unit, change, path, replaced) => {
      const altered = statement.orAlter ? change.get("task", path) : undefined;
      for (const task of [replaced, altered]) if (task !== undefined) requireSuspendedRoots(change, task);
      if (statement.clone !== undefined) {
        const source = requireObject(change, "task", "Task", context.path(statement.clone, "task"));
        const { id: _id, createdOn: _on, lastCommittedOn: _c, lastSuspendedOn: _s, ...kept } = source;
        return { ...kept, state: "suspended" as const, graphVersion: 1 };
      }
      const settings = taskSettings(context, statement.options);
      const predecessors = statement.after.map((name) => context.path(name, "task"));
      const task = {
        ...path,
        warehouse: settings.warehouse,
        schedule: settings.schedule,
        predecessors,
        finalize: settings.finalize,
        state: altered?.state ?? ("suspended" as const),
        definition: statement.bodyText,
        condition: statement.when === undefined ? undefined : sourceOf(context, statement.when),
        allowOverlapping: settings.allowOverlapping ?? false,
        options: settings.options,
        lastCommittedOn: context.now,
        graphVersion: (altered?.graphVersion ?? 0) + 1,
      };
      checkPlace(change, task);
      for (const root of predecessors.flatMap((each) => rootsOf(change, requireTask(change, each))))
        newVersion(change, root);
      const { database: _d, schema: _sc, name: _n, ...own } = task;
      return { ...own, ...(settings.comment !== undefined && { comment: settings.comment }) };
    },
  });
}
