/** Table functions that ask the twin, by name: INFORMATION_SCHEMA's and those of other areas. */
import { alertTableFunctions } from "../alerts/alert-functions.ts";
import { queryHistoryFunctions } from "../catalog/table-functions/query-history.ts";
import { dynamicTableFunctions } from "../changes/dynamic-table-functions.ts";
import { taskTableFunctions } from "../changes/task-functions.ts";
import { notificationTableFunctions } from "../notifications/notification-functions.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { stageTableFunctions } from "../stages/table-functions.ts";
import type { ExecutionContext } from "./context.ts";
import type { Twin } from "./twin.ts";

export type TableFunction = (context: ExecutionContext, args: readonly BoundArgument[], twin: Twin) => ResolvedRelation;

/** By upper-case name without INFORMATION_SCHEMA. */
export type TableFunctions = Readonly<Record<string, TableFunction>>;

const areas: readonly TableFunctions[] = [
  queryHistoryFunctions,
  stageTableFunctions,
  taskTableFunctions,
  alertTableFunctions,
  notificationTableFunctions,
  dynamicTableFunctions,
];
const functions: TableFunctions = Object.assign({}, ...areas);

/** Undefined: unknown. The name may be qualified with [database.]INFORMATION_SCHEMA. */
export function tableFunction(
  twin: Twin,
  context: ExecutionContext,
  parts: readonly string[],
  args: readonly BoundArgument[],
): ResolvedRelation | undefined {
  if (parts.length > 1 && parts.at(-2) !== "INFORMATION_SCHEMA") return undefined;
  return functions[parts.at(-1) ?? ""]?.(context, args, twin);
}
