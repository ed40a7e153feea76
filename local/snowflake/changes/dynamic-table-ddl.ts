/** CREATE DYNAMIC TABLE and ALTER DYNAMIC TABLE. https://docs.snowflake.com/en/sql-reference/sql/create-dynamic-table */
import { applyCommon } from "../catalog/ddl/alter-common.ts";
import { physicalColumns, refuseDuplicates, sourceOf } from "../catalog/ddl/column-definitions.ts";
import { createObject } from "../catalog/ddl/create-object.ts";
import { otherOptions } from "../catalog/ddl/option-values.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { DynamicTableDefinition, ViewColumn } from "../catalog/objects.ts";
import type { ExecutionContext, Executors, StatementResult } from "../engine/context.ts";
import { statusResult } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { typeOfName } from "../engine/type-of-name.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../errors.ts";
import { forRefresh } from "../scheduler/moment.ts";
import { refresherOf } from "../scheduler/refresher.ts";
import { schedulerOf } from "../scheduler/scheduler.ts";
import { resumeWithBelow, suspendWithBelow } from "../scheduler/suspend-dynamic-table.ts";
import type { Alter, CreateDynamicTable, Option, Query } from "../sql/ast/index.ts";
import type { CompiledQuery } from "../sql/binder/catalog-view.ts";
import { checkedLag, dynamicTableSettings } from "./dynamic-table-options.ts";
import { compileTableQuery, viewQueries } from "./dynamic-table-query.ts";
import { obstacleOf } from "./refresh-mode.ts";

export const dynamicTableExecutors: Executors = {
  createDynamicTable: async (context, statement) => {
    const result = await create(context, { ...statement, options: statement.options.map(withPresentName) });
    schedulerOf(context.storage).wake();
    return result;
  },
  alterDynamicTable: async (context, statement) => {
    await alter(context, statement);
    schedulerOf(context.storage).wake();
    return statusResult("Statement executed successfully.", statementTypes.ALTER);
  },
};

/** LAG is what TARGET_LAG was called at first, and scripts from then still say. */
const withPresentName = (option: Option): Option =>
  option.name === "LAG" ? { ...option, name: "TARGET_LAG" } : option;

const ownOptions = ["TARGET_LAG", "WAREHOUSE", "REFRESH_MODE", "INITIALIZE", "COMMENT", "COPY GRANTS"];

async function create(context: ExecutionContext, statement: CreateDynamicTable): Promise<StatementResult> {
  const { source, span } = statement;
  if (source.form !== "query") throw notInTwin(span, "CREATE DYNAMIC TABLE ... CLONE", "Create it with its query.");
  if (statement.orAlter) throw notInTwin(span, "CREATE OR ALTER DYNAMIC TABLE", "Use CREATE OR REPLACE DYNAMIC TABLE.");
  const [policy] = statement.policies;
  if (policy !== undefined) throw notInTwin(policy.span, `${policy.policyType} POLICY`, "Leave the policy out.");
  const modifier = statement.modifiers.find((word) => !/^TRANSIENT$/.test(word));
  if (modifier !== undefined) throw notInTwin(span, `${modifier} DYNAMIC TABLE`, "Leave the word out.");
  const settings = dynamicTableSettings(statement.options, span);
  const path = context.path(statement.name, "dynamic_table");
  const refresher = refresherOf(context.storage);
  const first = compileTableQuery(
    context,
    source.query,
    path,
    forRefresh(context.storage.readView(context.session.storage)),
  );
  const { refreshMode, reason } = modeOf(context, settings.requestedMode, source.query, first.compiled, path);
  const above = first.sources.filter((table) => table.kind === "dynamic_table");
  const fillsNow = settings.initialize === "ON_CREATE";
  return refresher.atOneMoment(fillsNow ? above : [], async (moment) => {
    const query = compileTableQuery(context, source.query, path, moment.read);
    return createObject(context, statement, {
      kind: "dynamic_table",
      title: "Dynamic table",
      async define(unit) {
        const columns = columnsOf(context, statement, query.compiled);
        return {
          table: await unit.createTable(physicalColumns(columns)),
          columns,
          query: sourceOf(context, source.query),
          text: sourceOf(context, statement),
          targetLag: settings.targetLag,
          warehouse: settings.warehouse,
          refreshMode,
          initialize: settings.initialize,
          scheduling: "ACTIVE" as const,
          transient: statement.persistence === "TRANSIENT",
          options: {
            ...otherOptions(context, statement.options, ownOptions),
            INPUTS: query.sources.map(({ id }) => id),
            ...(reason !== undefined && { REFRESH_MODE_REASON: reason }),
          },
        };
      },
      async fill(unit, made) {
        if (fillsNow) await refresher.fill(unit, context, made, query, moment);
      },
    });
  });
}

/** AUTO is settled once, when the table is made. */
function modeOf(
  context: ExecutionContext,
  requested: "AUTO" | "FULL" | "INCREMENTAL",
  query: Query,
  compiled: CompiledQuery,
  path: Pick<DynamicTableDefinition, "database" | "schema" | "name">,
): { refreshMode: "FULL" | "INCREMENTAL"; reason?: string } {
  if (requested === "FULL") return { refreshMode: "FULL" };
  const obstacle = obstacleOf([query, ...viewQueries(context, query, path)], compiled);
  if (obstacle === undefined) return { refreshMode: "INCREMENTAL" };
  const reason = `Change tracking is not supported on queries with ${obstacle}.`;
  if (requested === "AUTO") return { refreshMode: "FULL", reason };
  throw new SnowflakeError(
    "002711",
    "0A000",
    `SQL compilation error:\nDynamic table '${path.name}' cannot be created with REFRESH_MODE = INCREMENTAL. ${reason}`,
    query.span,
  );
}

/** Names of the statement's column list, types too where given; else the query's. */
function columnsOf(context: ExecutionContext, statement: CreateDynamicTable, compiled: CompiledQuery): ViewColumn[] {
  const { columns: written } = statement;
  if (written.length > 0 && written.length !== compiled.columns.length) {
    throw new SnowflakeError(
      "002026",
      "42601",
      `SQL compilation error:\nInvalid column definition list: ${written.length} columns for ${compiled.columns.length} of the query.`,
      statement.span,
    );
  }
  const columns = compiled.columns.map(({ name, type }, at): ViewColumn => {
    const column = written[at];
    const own = column?.type === undefined ? undefined : typeOfName(column.type, context.session);
    return {
      name: column?.name.value ?? name,
      type: own ?? (type.kind === "null" ? { kind: "varchar", length: 16_777_216 } : type),
      nullable: true,
      ...(column?.comment !== undefined && { comment: column.comment.value }),
    };
  });
  refuseDuplicates(columns);
  return columns;
}

async function alter(context: ExecutionContext, statement: Alter<"alterDynamicTable">): Promise<void> {
  const { name, actions } = statement;
  if (name === undefined) throw new Error("ALTER DYNAMIC TABLE without a name.");
  const path = context.path(name, "dynamic_table");
  const table = context.catalog.get("dynamic_table", path);
  if (table === undefined) {
    if (statement.ifExists) return;
    throw doesNotExist(name.span, "Dynamic table", formatPath(path));
  }
  for (const action of actions) {
    if (action.kind === "refresh") await refreshByHand(context, table);
    else await context.ddl({}, async (_unit, change) => applyAction(context, change, path, action));
  }
}

function applyAction(
  context: ExecutionContext,
  change: Parameters<Parameters<ExecutionContext["ddl"]>[1]>[1],
  path: Pick<DynamicTableDefinition, "database" | "schema" | "name">,
  action: Alter["actions"][number],
): void {
  const table = change.get("dynamic_table", path);
  if (table === undefined) throw doesNotExist(undefined, "Dynamic table", formatPath(path));
  if (action.kind === "command" && action.words === "SUSPEND") {
    suspendWithBelow(change, table, "USER_SUSPENDED", context.now);
    return;
  }
  if (action.kind === "command" && /^RESUME( IF SUSPENDED)?$/.test(action.words)) {
    resumeWithBelow(change, table, context.now);
    return;
  }
  if (action.kind === "command" && action.words.endsWith("RECLUSTER")) return;
  const altered: DynamicTableDefinition | undefined = applyCommon(context, change, table, action);
  if (altered === undefined) {
    throw notInTwin(action.span, `ALTER DYNAMIC TABLE ... ${action.kind}`, "Create the table again.");
  }
  const { TARGET_LAG: lag, WAREHOUSE: warehouse, ...options } = altered.options;
  for (const fixed of ["REFRESH_MODE", "INITIALIZE"]) {
    if (action.kind === "set" && action.options.some((option) => option.name === fixed)) {
      throw notInTwin(action.span, `ALTER DYNAMIC TABLE ... SET ${fixed}`, "Create the table again.");
    }
  }
  change.replace<"dynamic_table">({
    ...altered,
    options,
    ...(lag !== undefined && { targetLag: checkedLag(String(lag), action.span) }),
    ...(warehouse !== undefined && { warehouse: String(warehouse) }),
  });
}

/** All above it is refreshed with it. Throws what the refresh failed with. */
async function refreshByHand(context: ExecutionContext, table: DynamicTableDefinition): Promise<void> {
  if (context.session.storage.transaction !== undefined) await context.storage.commit(context.session.storage);
  const done = await refresherOf(context.storage).refresh([table.id], "MANUAL");
  const refresh = done.get(table.id);
  if (refresh === undefined || refresh.state === "SUCCEEDED") return;
  throw new SnowflakeError(
    /^\d{6}$/.test(refresh.code ?? "") ? String(refresh.code) : "002712",
    "55000",
    `Refresh of dynamic table '${table.name}' failed: ${refresh.message}`,
  );
}
