/** SYSTEM$ functions that ask the twin. */
import { alertSystemFunctions } from "../alerts/alert-functions.ts";
import { kindOf } from "../catalog/ddl/object-kinds.ts";
import { ddlOf } from "../catalog/get-ddl.ts";
import { formatPath } from "../catalog/object-map.ts";
import { kindTitle } from "../catalog/titles.ts";
import { streamSystemFunctions } from "../changes/system-functions.ts";
import { taskSystemFunctions } from "../changes/task-system-functions.ts";
import { doesNotExist } from "../errors.ts";
import { notificationSystemFunctions } from "../notifications/notification-functions.ts";
import type { ObjectType } from "../sql/ast/index.ts";
import type { BoundArgument } from "../sql/binder/catalog-view.ts";
import { integer, type SfType, varchar } from "../sql/types.ts";
import { pipeSystemFunctions } from "../stages/table-functions.ts";
import type { ExecutionContext } from "./context.ts";
import type { Twin } from "./twin.ts";

export interface SystemValue {
  sql: string;
  type: SfType;
}

export type SystemFunction = (context: ExecutionContext, args: readonly BoundArgument[], twin: Twin) => SystemValue;

export type SystemFunctions = Readonly<Record<string, SystemFunction>>;

export const textValue = (text: string): SystemValue => ({ sql: `'${text.replaceAll("'", "''")}'`, type: varchar() });

const own: SystemFunctions = {
  GET_DDL: (context, [type, name, fullName]) => {
    const kind = kindOf(String(type?.constant).toUpperCase().replaceAll("_", " ") as ObjectType);
    const path = context.pathOf(String(name?.constant).replace(/\(.*\)$/, ""), kind);
    const object =
      kind === "table" || kind === "view" || kind === "dynamic_table"
        ? context.catalog.relation(path)
        : kind === "function" || kind === "procedure"
          ? context.catalog.overloads(kind, path)[0]
          : context.catalog.get(kind, path);
    if (object === undefined) throw doesNotExist(name?.node.span, kindTitle({ kind }), formatPath(path));
    return textValue(ddlOf(object, context.catalog, fullName?.constant === true));
  },
  /** https://docs.snowflake.com/en/sql-reference/functions/system_get_tag */
  SYSTEM$GET_TAG: (context, [tag, name, domain]) => {
    const tagPath = formatPath(context.pathOf(String(tag?.constant), "tag"));
    const kind = kindOf(String(domain?.constant).toUpperCase() as ObjectType);
    const path = context.pathOf(String(name?.constant), kind);
    const value = context.catalog.get(kind, path)?.tags?.[tagPath];
    return value === undefined ? { sql: "cast(null as varchar)", type: varchar() } : textValue(value);
  },
  /** https://docs.snowflake.com/en/sql-reference/functions/system_cancel_all_queries */
  SYSTEM$CANCEL_ALL_QUERIES: (context, [session], twin) => {
    const others = [...twin.running.keys()].filter(
      (id) => id !== context.queryId && String(twin.history.get(id)?.sessionId) === String(session?.constant),
    );
    for (const id of others) twin.cancel(id);
    return textValue(`${others.length} cancelled.`);
  },
  SYSTEM$CANCEL_QUERY: (_context, [id], twin) => {
    const isCanceled = twin.cancel(String(id?.constant));
    return textValue(
      isCanceled
        ? `query [${String(id?.constant)}] terminated.`
        : "Identified SQL statement is not currently executing.",
    );
  },
  SYSTEM$LAST_CHANGE_COMMIT_TIME: (context, [argument]) => {
    const table = context.catalog.relation(context.pathOf(String(argument?.constant ?? ""), "table"));
    const at = table !== undefined && "table" in table ? context.storage.lastChangedAt(table.table) : undefined;
    return {
      sql: at === undefined ? "cast(null as decimal(38,0))" : `cast(${at}000000 as decimal(38,0))`,
      type: integer,
    };
  },
};

const areas: readonly SystemFunctions[] = [
  own,
  streamSystemFunctions,
  pipeSystemFunctions,
  taskSystemFunctions,
  alertSystemFunctions,
  notificationSystemFunctions,
];
const functions: SystemFunctions = Object.assign({}, ...areas);

/** Undefined: unknown. */
export function systemFunction(
  twin: Twin,
  context: ExecutionContext,
  name: string,
  args: readonly BoundArgument[],
): SystemValue | undefined {
  return functions[name]?.(context, args, twin);
}
