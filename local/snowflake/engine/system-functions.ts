/** SYSTEM$ functions that ask the twin. */
import { streamSystemFunctions } from "../changes/system-functions.ts";
import type { BoundArgument } from "../sql/binder/catalog-view.ts";
import { integer, type SfType, varchar } from "../sql/types.ts";
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
  SYSTEM$TYPEOF: (_context, [argument]) => textValue(argument === undefined ? "" : argument.type.kind.toUpperCase()),
  SYSTEM$CURRENT_USER_TASK_NAME: () => ({ sql: "cast(null as varchar)", type: varchar() }),
  SYSTEM$LAST_CHANGE_COMMIT_TIME: (context, [argument]) => {
    const table = context.catalog.relation(context.pathOf(String(argument?.constant ?? ""), "table"));
    const at = table !== undefined && "table" in table ? context.storage.lastChangedAt(table.table) : undefined;
    return {
      sql: at === undefined ? "cast(null as decimal(38,0))" : `cast(${at}000000 as decimal(38,0))`,
      type: integer,
    };
  },
};

const areas: readonly SystemFunctions[] = [own, streamSystemFunctions];
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
