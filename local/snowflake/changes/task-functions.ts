/** TASK_HISTORY and its kin, and what SYSTEM$ functions tell a task. */
import { literalRelation } from "../catalog/literal-relation.ts";
import type { TaskDefinition } from "../catalog/objects.ts";
import { tasks as listing } from "../catalog/show/object-listings.ts";
import type { Cell, ExecutionContext, ResultColumn } from "../engine/context.ts";
import { column, numberType, timestampType } from "../engine/literal-result.ts";
import type { TableFunctions } from "../engine/table-functions.ts";
import { runsRelation, type TaskRun } from "../scheduler/run-history.ts";
import { taskRunnerOf } from "../scheduler/task-runner.ts";
import { nextRunOf } from "../scheduler/task-source.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { duckType } from "../sql/types.ts";
import { between, booleanArgument, limitArgument, optionalText, textArgument } from "./function-arguments.ts";
import { childrenOf, descendantsOf, finalizerOf } from "./task-graph.ts";
import { requireTask } from "./task-place.ts";

const dayMs = 86_400_000;

/** Milliseconds of the clock as TIMESTAMP_LTZ. */
const time = (value: string) => `(make_timestamp(${value} * 1000) at time zone 'UTC')`;
const nothing = "null";

/** https://docs.snowflake.com/en/sql-reference/functions/task_history */
const historyColumns: readonly (readonly [ResultColumn, string])[] = [
  [column("QUERY_ID"), "query_id"],
  [column("NAME"), "name"],
  [column("DATABASE_NAME"), "database_name"],
  [column("SCHEMA_NAME"), "schema_name"],
  [column("QUERY_TEXT"), "query_text"],
  [column("CONDITION_TEXT"), "condition_text"],
  [column("STATE"), "state"],
  [column("ERROR_CODE"), "error_code"],
  [column("ERROR_MESSAGE"), "error_message"],
  [column("SCHEDULED_TIME", timestampType), time("scheduled_at")],
  [column("QUERY_START_TIME", timestampType), time("started_at")],
  [column("NEXT_SCHEDULED_TIME", timestampType), time("next_at")],
  [column("COMPLETED_TIME", timestampType), time("completed_at")],
  [column("ROOT_TASK_ID"), "'task-' || root_id"],
  [column("GRAPH_VERSION", numberType), "graph_version"],
  [column("RUN_ID", numberType), "run_id"],
  [column("RETURN_VALUE"), "return_value"],
  [column("SCHEDULED_FROM"), "origin"],
  [column("ATTEMPT_NUMBER", numberType), "attempt"],
  [column("CONFIG"), "config"],
  // Hashes of query texts are Snowflake's own.
  [column("QUERY_HASH"), nothing],
  [column("QUERY_HASH_VERSION", numberType), nothing],
  [column("QUERY_PARAMETERIZED_HASH"), nothing],
  [column("QUERY_PARAMETERIZED_HASH_VERSION", numberType), nothing],
  [column("GRAPH_RUN_GROUP_ID"), "group_id"],
  [column("BACKFILL_INFO"), nothing],
];

function select(columns: typeof historyColumns, from: string): ResolvedRelation {
  const items = columns.map(([{ name, type }, sql]) => `cast(${sql} as ${duckType(type)}) as ${quoteName(name)}`);
  return { columns: columns.map(([made]) => made), from: `(select ${items.join(", ")} from ${from})` };
}

/** Of roots that run by schedule, within the next eight days: the runs that are still to come. */
function scheduledRuns(context: ExecutionContext): TaskRun[] {
  return context.catalog.list("task").flatMap((task): TaskRun[] => {
    const at = task.schedule === undefined ? undefined : nextRunOf(task, context.now);
    if (at === undefined || at > context.now + 8 * dayMs) return [];
    return [scheduledRun(task, at)];
  });
}

const scheduledRun = (task: TaskDefinition, at: number): TaskRun => ({
  sequence: Number.MAX_SAFE_INTEGER,
  taskId: task.id,
  rootId: task.id,
  name: task.name,
  database: task.database,
  schema: task.schema,
  queryId: null,
  queryText: task.definition,
  conditionText: task.condition ?? null,
  state: "SCHEDULED",
  errorCode: null,
  errorMessage: null,
  scheduledAt: at,
  startedAt: null,
  completedAt: null,
  graphVersion: task.graphVersion ?? 1,
  runId: at,
  returnValue: null,
  origin: "SCHEDULE",
  attempt: 1,
  config: (task.options.CONFIG as string | undefined) ?? null,
  groupId: "",
});

/** Each root's next run, as a relation `(root_id, next_at)`. */
function nextRuns(context: ExecutionContext): string {
  const rows = scheduledRuns(context).map(({ rootId, scheduledAt }) => `(${rootId}, ${scheduledAt})`);
  return rows.length === 0
    ? "(select null::bigint as root_id, null::bigint as next_at where false)"
    : `(select * from (values ${rows.join(", ")}) as n(root_id, next_at))`;
}

/** https://docs.snowflake.com/en/sql-reference/account-usage/task_history : runs that are over, as long as they are kept. */
export function accountTaskHistory({ now }: ExecutionContext): ResolvedRelation {
  const columns = historyColumns.filter(([{ name }]) => name !== "NEXT_SCHEDULED_TIME");
  return select(columns, `(select * from ${runsRelation([])} where completed_at <= ${now})`);
}

function history(context: ExecutionContext, args: readonly BoundArgument[]): ResolvedRelation {
  const name = optionalText(args, "TASK_NAME");
  const rootId = optionalText(args, "ROOT_TASK_ID");
  const conditions = [
    `coalesce(completed_at, ${context.now}) >= ${context.now - 7 * dayMs}`,
    ...between(context, args, "SCHEDULED_TIME_RANGE_START", "SCHEDULED_TIME_RANGE_END", time("scheduled_at")),
    ...(name === undefined ? [] : [`upper(name) = ${quoteText(name.toUpperCase().replaceAll('"', ""))}`]),
    ...(rootId === undefined ? [] : [`'task-' || root_id = ${quoteText(rootId)}`]),
    ...(booleanArgument(args, "ERROR_ONLY", false) ? ["(state like 'FAILED%' or state = 'CANCELLED')"] : []),
  ];
  const runs = runsRelation([...taskRunnerOf(context.storage).executing(), ...scheduledRuns(context)]);
  const limit = limitArgument(args, 100);
  const kept = `(select r.*, case when task_id = r.root_id and state <> 'SCHEDULED' then next_at end as next_at
    from ${runs} as r left join ${nextRuns(context)} as n on n.root_id = r.root_id
    where ${conditions.join(" and ")} order by scheduled_at desc, sequence desc limit ${limit})`;
  return select(historyColumns, kept);
}

/** Columns that the two graph functions share. https://docs.snowflake.com/en/sql-reference/functions/complete_task_graphs */
function graphColumns(isComplete: boolean): typeof historyColumns {
  return [
    [column("ROOT_TASK_NAME"), "root_name"],
    [column("DATABASE_NAME"), "database_name"],
    [column("SCHEMA_NAME"), "schema_name"],
    [column("STATE"), "state"],
    [column("SCHEDULED_FROM"), "origin"],
    [column("FIRST_ERROR_TASK_NAME"), "error_task"],
    [column("FIRST_ERROR_CODE"), "error_code"],
    [column("FIRST_ERROR_MESSAGE"), "error_message"],
    [column("SCHEDULED_TIME", timestampType), time("scheduled_at")],
    [column("QUERY_START_TIME", timestampType), time("started_at")],
    [column("NEXT_SCHEDULED_TIME", timestampType), time("next_at")],
    ...(isComplete ? [[column("COMPLETED_TIME", timestampType), time("completed_at")] as const] : []),
    [column("ROOT_TASK_ID"), "'task-' || root_id"],
    [column("GRAPH_VERSION", numberType), "graph_version"],
    [column("RUN_ID", numberType), "run_id"],
    [column("ATTEMPT_NUMBER", numberType), "attempt"],
    [column("CONFIG"), "config"],
    [column("GRAPH_RUN_GROUP_ID"), "group_id"],
    [column("BACKFILL_INFO"), nothing],
  ];
}

function graphs(context: ExecutionContext, args: readonly BoundArgument[], isComplete: boolean): ResolvedRelation {
  const runner = taskRunnerOf(context.storage);
  const running = context.catalog.list("task").filter(({ id }) => runner.isRunning(id));
  const others = isComplete ? runner.executing() : [...runner.executing(), ...scheduledRuns(context)];
  const rootName = optionalText(args, "ROOT_TASK_NAME");
  const ids = running.map(({ id }) => id).join(", ") || "-1";
  const isLive = `(root_id in (${ids}) and group_id in (${[...new Set(runner.executing().map(({ groupId }) => quoteText(groupId)))].join(", ") || "''"}))`;
  const failed = "state like 'FAILED%' or state = 'CANCELLED'";
  const conditions = [
    isComplete
      ? `not is_live and state <> 'SCHEDULED' and root_state <> 'SKIPPED' and completed_at >= ${context.now - 60 * 60_000}`
      : "(is_live or state = 'SCHEDULED')",
    ...(rootName === undefined ? [] : [`upper(root_name) = ${quoteText(rootName.toUpperCase().replaceAll('"', ""))}`]),
    ...(booleanArgument(args, "ERROR_ONLY", false) ? [`(${failed})`] : []),
  ];
  const grouped = `(select group_id, attempt, root_id, run_id,
      any_value(${isLive}) as is_live,
      case when any_value(state) = 'SCHEDULED' then 'SCHEDULED' when any_value(${isLive}) then 'EXECUTING'
        when bool_or(state like 'FAILED%') then 'FAILED' when bool_or(state = 'CANCELLED') then 'CANCELLED' else 'SUCCEEDED' end as state,
      max(case when task_id = root_id then state end) as root_state,
      arg_min(origin, sequence) as origin, arg_min(database_name, sequence) as database_name, arg_min(schema_name, sequence) as schema_name,
      arg_min(name, sequence) filter (${failed}) as error_task,
      arg_min(error_code, sequence) filter (${failed}) as error_code,
      arg_min(error_message, sequence) filter (${failed}) as error_message,
      min(scheduled_at) as scheduled_at, min(started_at) as started_at, max(completed_at) as completed_at,
      max(graph_version) as graph_version, any_value(config) as config, max(sequence) as sequence
    from ${runsRelation(others)} group by group_id, attempt, root_id, run_id)`;
  const names = context.catalog.list("task").map(({ id, name }) => `(${id}, ${quoteText(name)})`);
  const named =
    names.length === 0
      ? "(select null::bigint as id, null::varchar as root_name where false)"
      : `(select * from (values ${names.join(", ")}) as t(id, root_name))`;
  const order = isComplete ? "completed_at" : "scheduled_at";
  const kept = `(select g.*, root_name, next_at from ${grouped} as g join ${named} as t on t.id = g.root_id
    left join ${nextRuns(context)} as n on n.root_id = g.root_id
    where ${conditions.join(" and ")} order by ${order} desc, sequence desc limit ${limitArgument(args, 1000)})`;
  return select(graphColumns(isComplete), kept);
}

/** The task first, then those below. https://docs.snowflake.com/en/sql-reference/functions/task_dependents */
function dependents(context: ExecutionContext, args: readonly BoundArgument[]): ResolvedRelation {
  const task = requireTask(context.catalog, context.pathOf(textArgument(args, "TASK_NAME", 0), "task"));
  const isRecursive = booleanArgument(args, "RECURSIVE", true);
  const below = isRecursive ? descendantsOf(context.catalog, task) : childrenOf(context.catalog, task);
  const finalizer = finalizerOf(context.catalog, task);
  const found = [task, ...below, ...(finalizer === undefined ? [] : [finalizer])];
  const columns = listing.columns.map(({ column: shown }) => ({ ...shown, name: shown.name.toUpperCase() }));
  // None of the cells of a task waits for anything.
  const rows = found.map((each) => listing.columns.map(({ cell }) => cell(each, context) as Cell));
  return literalRelation(columns, rows);
}

export const taskTableFunctions: TableFunctions = {
  TASK_HISTORY: history,
  TASK_DEPENDENTS: dependents,
  COMPLETE_TASK_GRAPHS: (context, args) => graphs(context, args, true),
  CURRENT_TASK_GRAPHS: (context, args) => graphs(context, args, false),
};
