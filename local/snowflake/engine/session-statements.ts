/** USE, SET, UNSET, ALTER SESSION, transactions, and the twin's own ALTER SYSTEM SET CLOCK. */
import { cannotBeUsed, notInTwin, SnowflakeError } from "../errors.ts";
import { taskApplication } from "../scheduler/task-session.ts";
import type { Alter, Option, Use } from "../sql/ast/index.ts";
import { valueText } from "../sql/ast/read-options.ts";
import { checkedParameter, parameters } from "../wire/parameters.ts";
import type { ExecutionContext, Executors } from "./context.ts";
import { executed, statusResult } from "./literal-result.ts";
import { nameParts } from "./names.ts";
import { setVariables, unsetVariables } from "./session-variables.ts";
import { sharedDatabaseRefusal } from "./shared-databases.ts";
import { statementTypes } from "./statement-types.ts";

export const sessionExecutors: Executors = {
  use: async (context, statement) => {
    use(context, statement);
    return executed(statementTypes.USE);
  },
  set: setVariables,
  unset: unsetVariables,
  alterSession: async (context, statement) => {
    for (const action of statement.actions) {
      if (action.kind === "set") for (const option of action.options) setParameter(context, option);
      else if (action.kind === "unset") for (const name of action.names) unsetParameter(context, name);
      else throw notInTwin(action.span, `ALTER SESSION ${action.kind}`, "Use SET or UNSET.");
    }
    return executed(statementTypes.ALTER_SESSION);
  },
  alterAccount: async (_context, statement) => {
    for (const action of statement.actions) {
      if (action.kind !== "set" && action.kind !== "unset") {
        throw notInTwin(action.span, `ALTER ACCOUNT ${action.kind}`, "Leave it out.");
      }
    }
    throw notInTwin(statement.span, "ALTER ACCOUNT", "Set the parameter on the session: ALTER SESSION SET ...");
  },
  alterSystem: async (context, statement) => {
    await setClock(context, statement);
    return executed(statementTypes.ALTER_SESSION);
  },
  begin: async (context, statement) => {
    context.storage.begin(context.session.storage, statement.name?.value);
    return statusResult("Statement executed successfully.", statementTypes.BEGIN);
  },
  commit: async (context) => {
    await context.storage.commit(context.session.storage);
    return statusResult("Statement executed successfully.", statementTypes.COMMIT);
  },
  rollback: async (context) => {
    await context.storage.rollback(context.session.storage);
    return statusResult("Statement executed successfully.", statementTypes.ROLLBACK);
  },
};

function use(context: ExecutionContext, { objectType, name, secondaryRoles, span }: Use): void {
  const { session, catalog } = context;
  if (name === undefined) {
    if (secondaryRoles === undefined)
      throw new SnowflakeError("001003", "42000", "SQL compilation error:\nUSE of nothing.", span);
    return;
  }
  if (objectType === "WAREHOUSE") {
    const warehouse = catalog.get("warehouse", context.path(name, "warehouse"));
    if (warehouse === undefined) throw cannotBeUsed(name.span);
    session.warehouse = warehouse.name;
    return;
  }
  if (objectType === "ROLE") {
    const role = catalog.get("role", context.path(name, "role"));
    if (role === undefined) throw cannotBeUsed(name.span);
    session.role = role.name;
    return;
  }
  const parts = nameParts(name, session, context.binds);
  if (objectType === "DATABASE" || (objectType === undefined && parts.length === 1)) {
    const database = catalog.get("database", context.path(name, "database"));
    if (database === undefined) {
      throw sharedDatabaseRefusal(context.path(name, "database").name, name.span) ?? cannotBeUsed(name.span);
    }
    session.database = database.name;
    const hasPublic = catalog.get("schema", { database: database.name, schema: "", name: "PUBLIC" }) !== undefined;
    session.schema = hasPublic ? "PUBLIC" : undefined;
    return;
  }
  const path = context.path(name, "schema");
  if (
    path.name !== "INFORMATION_SCHEMA" ||
    catalog.get("database", { database: "", schema: "", name: path.database }) === undefined
  ) {
    if (catalog.get("schema", path) === undefined) {
      throw sharedDatabaseRefusal(path.database, name.span) ?? cannotBeUsed(name.span);
    }
  }
  session.database = path.database;
  session.schema = path.name;
}

function setParameter({ session }: ExecutionContext, { name, value, span }: Option): void {
  const text = valueText(value);
  if (text === undefined)
    throw new SnowflakeError("001008", "22023", `SQL compilation error:\ninvalid value for parameter '${name}'`, span);
  const checked = checkedParameter(name, text);
  session.parameters.set(name, checked);
  if (name === "LOCK_TIMEOUT") session.storage.lockTimeoutSeconds = Number(checked);
}

function unsetParameter({ session }: ExecutionContext, name: string): void {
  const standard = parameters[name];
  if (standard === undefined) checkedParameter(name, null);
  session.parameters.delete(name);
  if (name === "LOCK_TIMEOUT") session.storage.lockTimeoutSeconds = Number(standard?.value);
}

/** In the twin only: `alter system set clock = '2026-01-31 12:00:00'`, `= '+7 days'`, `= 'real'`. */
async function setClock(context: ExecutionContext, { actions, span }: Alter): Promise<void> {
  const { clock, session } = context;
  // What falls due runs before the statement ends: it must not wait for the session's own locks, nor a task for itself.
  if (session.storage.transaction !== undefined) {
    throw notInTwin(span, "ALTER SYSTEM SET CLOCK in a transaction", "COMMIT or ROLLBACK first.");
  }
  if (session.application === taskApplication) {
    throw notInTwin(span, "ALTER SYSTEM SET CLOCK in a task", "Move the clock from outside.");
  }
  for (const action of actions) {
    const option = action.kind === "set" ? action.options[0] : undefined;
    const text = valueText(option?.value);
    if (option?.name !== "CLOCK" || text === undefined) {
      throw notInTwin(action.span, "ALTER SYSTEM", "The twin knows ALTER SYSTEM SET CLOCK = '...' alone.");
    }
    if (/^real$/i.test(text)) {
      clock.useReal();
      continue;
    }
    const step = /^\+\s*(\d+(?:\.\d+)?)\s*(millisecond|second|minute|hour|day)s?$/i.exec(text);
    if (step !== null) {
      await clock.advance(Number(step[1]) * (unitMs[String(step[2]).toLowerCase()] ?? Number.NaN));
      continue;
    }
    const iso = text.trim().replace(" ", "T");
    const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes("T") ? iso : `${iso}Z`);
    if (Number.isNaN(at)) {
      throw new SnowflakeError("100035", "22007", `Timestamp '${text}' is not recognized`, action.span);
    }
    await clock.set(at);
  }
}

const unitMs: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
