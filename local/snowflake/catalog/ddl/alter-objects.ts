/** ALTER of databases, schemas, warehouses, roles, users, integrations, streams and tags. */
import type { ExecutionContext, Executor, Executors } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin } from "../../errors.ts";
import type { AlterAction, AlterStatement } from "../../sql/ast/index.ts";
import type { CatalogChange } from "../catalog.ts";
import { formatPath } from "../object-map.ts";
import type { AnyDefinition, DefinitionOf, ObjectKind } from "../objects.ts";
import { ownUser } from "../own-user.ts";
import { kindTitle } from "../titles.ts";
import { warehouseSize } from "./account-objects.ts";
import { applyCommon, isCommon } from "./alter-common.ts";
import { numberOption } from "./option-values.ts";

type Apply = (
  context: ExecutionContext,
  change: CatalogChange,
  object: AnyDefinition,
  action: AlterAction,
) => AnyDefinition | undefined;

export const alterExecutors: Executors = {
  alterDatabase: alter("database", (_context, _change, object, action) =>
    isCommon(action) ? withSettings(object, action) : undefined,
  ),
  alterSchema: alter("schema", (_context, _change, object, action) => {
    if (action.kind !== "command") return isCommon(action) ? withSettings(object, action) : undefined;
    const managed = /^(ENABLE|DISABLE) MANAGED ACCESS$/.exec(action.words);
    return managed === null ? undefined : ({ ...object, managedAccess: managed[1] === "ENABLE" } as AnyDefinition);
  }),
  alterWarehouse: alter("warehouse", (_context, _change, object, action) => {
    if (isCommon(action)) return withWarehouseSettings(object as DefinitionOf<"warehouse">);
    if (action.kind !== "command") return undefined;
    if (/^RESUME/.test(action.words)) return { ...object, state: "STARTED" } as AnyDefinition;
    if (action.words === "SUSPEND") return { ...object, state: "SUSPENDED" } as AnyDefinition;
    return action.words === "ABORT ALL QUERIES" ? object : undefined;
  }),
  alterRole: alter("role", (_context, _change, object, action) => (isCommon(action) ? object : undefined)),
  alterUser: alter("user", (_context, _change, object, action) => (isCommon(action) ? object : undefined)),
  alterIntegration: alter("integration", (_context, _change, object, action) => {
    if (!isCommon(action)) return undefined;
    const { ENABLED: enabled, ...options } = (object as DefinitionOf<"integration">).options;
    return { ...object, options, ...(typeof enabled === "boolean" && { enabled }) } as AnyDefinition;
  }),
  // APPEND_ONLY and INSERT_ONLY are set when a stream is made. https://docs.snowflake.com/en/sql-reference/sql/alter-stream
  alterStream: alter("stream", (_context, _change, object, action) => {
    const isOther = action.kind === "set" && action.options.some(({ name }) => name !== "COMMENT");
    return isCommon(action) && action.kind !== "rename" && !isOther ? object : undefined;
  }),
  alterTag: alter("tag", (_context, _change, object, action) => {
    if (action.kind === "membership" && action.words.endsWith("MASKING POLICY"))
      throw notInTwin(action.span, "policies on tags", "Leave the policy out.");
    if (action.kind !== "tagValues") return isCommon(action) ? object : undefined;
    const { allowedValues } = object as DefinitionOf<"tag">;
    const values = action.values.map(({ value }) => value);
    const next =
      action.operation === "ADD"
        ? [...allowedValues, ...values]
        : allowedValues.filter((value) => !values.includes(value));
    return { ...object, allowedValues: next } as AnyDefinition;
  }),
};

/** Common actions first, then `own` for what the kind keeps in fields; undefined from it refuses the action by name. */
function alter(kind: ObjectKind, own: Apply): Executor<AlterStatement> {
  return (context, statement) => {
    const done = statusResult("Statement executed successfully.", statementTypes.ALTER);
    const name = statement.name;
    const path =
      name === undefined ? { database: "", schema: "", name: currentName(context, kind) } : context.path(name, kind);
    return context.ddl({}, async (_unit, change) => {
      let object: AnyDefinition | undefined = change.get(kind, path) ?? loggedIn(context, change, kind, path.name);
      if (object === undefined) {
        if (statement.ifExists) return done;
        throw doesNotExist(name?.span, kindTitle({ kind }), formatPath(path));
      }
      for (const action of statement.actions) {
        const before: AnyDefinition = object;
        const common: AnyDefinition = applyCommon(context, change, before, action) ?? before;
        const altered = own(context, change, common, action);
        if (altered === undefined) {
          throw notInTwin(action.span, `ALTER ${kind.toUpperCase()} ... ${action.kind}`, "Leave it out.");
        }
        object = change.replace(altered as never) as AnyDefinition;
        followRename(context, before, altered);
      }
      return done;
    });
  };
}

/** `alter warehouse suspend` means the session's own. */
const currentName = ({ session }: ExecutionContext, kind: ObjectKind): string =>
  (kind === "warehouse" ? session.warehouse : kind === "user" ? session.user : undefined) ?? "";

/** Whoever has logged in is a user, who comes into the catalog with the first statement that changes them. */
const loggedIn = ({ session }: ExecutionContext, change: CatalogChange, kind: ObjectKind, name: string) =>
  kind === "user" && name === session.user ? change.create("user", ownUser(name)) : undefined;

/** Databases and schemas keep no other options than the one that they show. */
function withSettings(object: AnyDefinition, action: AlterAction): AnyDefinition | undefined {
  if (object.kind !== "database" && object.kind !== "schema") return undefined;
  if (action.kind !== "set") return object;
  return {
    ...object,
    retentionDays: numberOption(action.options, "DATA_RETENTION_TIME_IN_DAYS", object.retentionDays),
  };
}

function withWarehouseSettings(warehouse: DefinitionOf<"warehouse">): AnyDefinition {
  const { WAREHOUSE_SIZE: size, AUTO_SUSPEND: suspend, AUTO_RESUME: resume, ...options } = warehouse.options;
  return {
    ...warehouse,
    options,
    ...(size !== undefined && { size: warehouseSize(String(size)) }),
    ...(suspend !== undefined && { autoSuspendSeconds: typeof suspend === "number" && suspend > 0 ? suspend : null }),
    ...(typeof resume === "boolean" && { autoResume: resume }),
  };
}

function followRename({ session }: ExecutionContext, before: AnyDefinition, after: AnyDefinition): void {
  if (before.name === after.name && before.database === after.database) return;
  if (before.kind === "database" && session.database === before.name) session.database = after.name;
  if (before.kind === "warehouse" && session.warehouse === before.name) session.warehouse = after.name;
  if (before.kind === "schema" && session.database === before.database && session.schema === before.name) {
    session.database = after.database;
    session.schema = after.name;
  }
}
