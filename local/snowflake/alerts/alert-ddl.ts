/** CREATE ALERT, ALTER ALERT and EXECUTE ALERT. https://docs.snowflake.com/en/sql-reference/sql/create-alert */

import type { CatalogChange } from "../catalog/catalog.ts";
import { applyCommon } from "../catalog/ddl/alter-common.ts";
import { createObject, requireObject } from "../catalog/ddl/create-object.ts";
import { readOptions } from "../catalog/ddl/option-values.ts";
import { formatPath } from "../catalog/object-map.ts";
import type { AlertDefinition } from "../catalog/objects.ts";
import type { ExecutionContext, Executors, StatementResult } from "../engine/context.ts";
import { statusResult } from "../engine/literal-result.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../errors.ts";
import { parseSchedule } from "../scheduler/schedule.ts";
import { schedulerOf } from "../scheduler/scheduler.ts";
import { taskApplication } from "../scheduler/task-session.ts";
import type { Alter, AlterAction, CreateAlert, ExecuteAlert, Option, Statement } from "../sql/ast/index.ts";
import { findOption } from "../sql/ast/read-options.ts";
import { alertRunnerOf } from "./alert-runner.ts";
import { alertApplication } from "./alert-session.ts";

export const alertExecutors: Executors = {
  createAlert: async (context, statement) => {
    const result = await createAlert(context, statement);
    schedulerOf(context.storage).wake();
    return result;
  },
  alterAlert: async (context, statement) => {
    await alterAlert(context, statement);
    schedulerOf(context.storage).wake();
    return statusResult("Statement executed successfully.", statementTypes.ALTER);
  },
  executeAlert,
};

function createAlert(context: ExecutionContext, statement: CreateAlert): Promise<StatementResult> {
  return createObject(context, statement, {
    kind: "alert",
    title: "Alert",
    define: (_unit, change) => {
      if (statement.clone !== undefined) {
        const source = requireObject(change, "alert", "Alert", context.path(statement.clone, "alert"));
        const { id: _id, createdOn: _on, ...kept } = source;
        return { ...kept, state: "suspended" as const };
      }
      checkCondition(statement.condition);
      const { schedule, ...settings } = alertSettings(context, statement.options);
      if (schedule === undefined) {
        throw notInTwin(statement.span, "an alert on new data (without SCHEDULE)", "Give it a SCHEDULE.");
      }
      return {
        warehouse: settings.warehouse,
        schedule,
        state: "suspended" as const,
        condition: statement.conditionText,
        action: statement.actionText,
        ...(settings.comment !== undefined && { comment: settings.comment }),
      };
    },
  });
}

type AlertSettings = Partial<Pick<AlertDefinition, "warehouse" | "schedule" | "comment">>;

/** Throws 001006 for what an alert has not. */
function alertSettings(context: ExecutionContext, list: readonly Option[]): AlertSettings {
  const settings: AlertSettings = {};
  for (const [name, value] of Object.entries(readOptions(context, list))) {
    const at = findOption(list, name)?.span;
    if (name === "WAREHOUSE") settings.warehouse = String(value);
    else if (name === "COMMENT") settings.comment = String(value);
    else if (name === "SCHEDULE") {
      const schedule = String(value);
      parseSchedule(schedule);
      // "SCHEDULE = '{ <number> MINUTE | USING CRON <expr> <time_zone> }'"
      if (!/^\s*(\d+\s*M(INUTES?)?\s*$|USING\s)/i.test(schedule)) {
        throw new SnowflakeError(
          "001087",
          "22023",
          `SQL compilation error:\ninvalid value '${schedule}' for property 'SCHEDULE': an alert runs by minutes or by USING CRON`,
          at,
        );
      }
      settings.schedule = schedule;
    } else {
      throw new SnowflakeError("001006", "22023", `SQL compilation error:\ninvalid property '${name}' for 'ALERT'`, at);
    }
  }
  return settings;
}

/** "SELECT, SHOW or CALL": https://docs.snowflake.com/en/sql-reference/sql/create-alert */
function checkCondition(condition: Statement | undefined): void {
  if (condition === undefined || ["query", "show", "call"].includes(condition.kind)) return;
  throw new SnowflakeError(
    "001003",
    "42000",
    "SQL compilation error:\nThe condition of an alert must be a SELECT, SHOW or CALL statement.",
    condition.span,
  );
}

function alterAlert(context: ExecutionContext, statement: Alter<"alterAlert">): Promise<void> {
  const { name } = statement;
  if (name === undefined) throw new Error("ALTER ALERT without a name.");
  const path = context.path(name, "alert");
  return context.ddl({}, async (unit, change) => {
    const alert = change.get("alert", path);
    if (alert === undefined) {
      if (statement.ifExists) return;
      throw doesNotExist(name.span, "Alert", formatPath(path));
    }
    let altered = alert;
    for (const action of statement.actions)
      altered = change.replace<"alert">(changed(context, change, altered, action));
    if (altered.state === "suspended") unit.afterCommit(() => alertRunnerOf(context.storage).cancel(alert.id));
  });
}

function changed(
  context: ExecutionContext,
  change: CatalogChange,
  alert: AlertDefinition,
  action: AlterAction,
): AlertDefinition {
  switch (action.kind) {
    case "command":
      if (action.words === "RESUME") {
        return alert.state === "started" ? alert : { ...alert, state: "started", scheduledFrom: context.now };
      }
      if (action.words === "SUSPEND") return { ...alert, state: "suspended" };
      break;
    case "set": {
      const settings = alertSettings(context, action.options);
      return { ...alert, ...settings, ...(settings.schedule !== undefined && { scheduledFrom: context.now }) };
    }
    case "unset": {
      const names = new Set(action.names);
      const bad = action.names.find((name) => name !== "WAREHOUSE" && name !== "COMMENT");
      if (bad !== undefined) {
        throw new SnowflakeError("001006", "22023", `SQL compilation error:\ninvalid property '${bad}' for 'ALERT'`);
      }
      return {
        ...alert,
        ...(names.has("WAREHOUSE") && { warehouse: undefined }),
        ...(names.has("COMMENT") && { comment: "" }),
      };
    }
    case "modifyAlertCondition":
      checkCondition(action.condition);
      return { ...alert, condition: action.conditionText };
    case "modifyBody":
      if (action.word === "ACTION") return { ...alert, action: action.bodyText };
      break;
    case "setTags":
    case "unsetTags":
      return applyCommon(context, change, alert, action) ?? alert;
  }
  throw notInTwin(action.span, `ALTER ALERT ... ${action.kind}`, "Create the alert again.");
}

/**
 * Once, whatever its schedule, suspended or not: https://docs.snowflake.com/en/sql-reference/sql/execute-alert
 * By a manual clock the run has ended when the statement answers, as with EXECUTE TASK.
 */
async function executeAlert(context: ExecutionContext, statement: ExecuteAlert): Promise<StatementResult> {
  const { storage, clock, session, now } = context;
  const alert = requireObject(context.catalog, "alert", "Alert", context.path(statement.name, "alert"));
  const scheduler = schedulerOf(storage);
  void scheduler.launch(() => alertRunnerOf(storage).run(alert, now));
  const isClient = session.application !== taskApplication && session.application !== alertApplication;
  if (clock.isManual && session.storage.transaction === undefined && isClient) await scheduler.idle();
  return statusResult(`Alert ${alert.name} is scheduled to run immediately.`, statementTypes.ALTER);
}
