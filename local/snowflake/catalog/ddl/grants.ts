/** GRANT and REVOKE: recorded and shown. The twin lets every role do everything (see README). */
import type { ExecutionContext, Executors } from "../../engine/context.ts";
import { statusResult } from "../../engine/literal-result.ts";
import { isShared } from "../../engine/shared-databases.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin } from "../../errors.ts";
import type { Grant, Grantee, GrantSubject, ObjectName, PrivilegeTarget } from "../../sql/ast/index.ts";
import type { CatalogChange } from "../catalog.ts";
import { formatPath } from "../object-map.ts";
import type { GrantDefinition } from "../objects.ts";
import { kindTitle } from "../titles.ts";
import { findObject } from "./drop.ts";
import { kindOf } from "./object-kinds.ts";

type Privileges = Pick<GrantDefinition, "privilege" | "grantedOn" | "objectName" | "future">;

export const grantExecutors: Executors = {
  grant: (context, statement) =>
    context.ddl({}, async (_unit, change) => {
      for (const privilege of privilegesOf(context, change, statement.subject))
        record(context, change, statement, privilege);
      return statusResult("Statement executed successfully.", statementTypes.DDL);
    }),
  revoke: (context, statement) =>
    context.ddl({}, async (_unit, change) => {
      for (const privilege of privilegesOf(context, change, statement.subject)) {
        const name = keyOf(privilege, granteeOf(change, statement.from));
        const all = privilege.privilege === "ALL";
        const suffix = keyOf({ ...privilege, privilege: "" }, granteeOf(change, statement.from));
        for (const grant of change.list("grant")) {
          if (grant.name === name || (all && grant.name.endsWith(suffix))) change.drop(grant);
        }
      }
      return statusResult("Statement executed successfully.", statementTypes.DDL);
    }),
};

const keyOf = (
  { privilege, grantedOn, objectName, future }: Privileges,
  { kind, name }: { kind: string; name: string },
) => [privilege, grantedOn, objectName, future, kind, name].join("\u001f");

function record(context: ExecutionContext, change: CatalogChange, statement: Grant, privilege: Privileges): void {
  const grantee = granteeOf(change, statement.to);
  const path = { database: "", schema: "", name: keyOf(privilege, grantee) };
  const existing = change.get("grant", path);
  if (existing !== undefined) change.drop(existing);
  if (privilege.privilege === "OWNERSHIP") giveOwnership(context, change, statement, grantee.name);
  change.create("grant", {
    ...path,
    kind: "grant",
    owner: "",
    comment: "",
    ...privilege,
    granteeKind: grantee.kind,
    grantee: grantee.name,
    grantOption: statement.grantOption || privilege.privilege === "OWNERSHIP",
    grantedBy: context.session.role,
  });
}

function granteeOf(
  change: CatalogChange,
  { type, name }: Grantee,
): { kind: GrantDefinition["granteeKind"]; name: string } {
  const own = name.parts.at(-1)?.value ?? "";
  if (type === "USER") return { kind: "USER", name: own };
  if (type === "SHARE") return { kind: "SHARE", name: own };
  if (type === "DATABASE ROLE") return { kind: "DATABASE_ROLE", name: own };
  if (change.get("role", { database: "", schema: "", name: own }) === undefined)
    throw doesNotExist(name.span, "Role", own);
  return { kind: "ROLE", name: own };
}

function privilegesOf(context: ExecutionContext, change: CatalogChange, subject: GrantSubject): Privileges[] {
  if (subject.form === "role") {
    if (subject.database) return [ownedBySnowflake(subject.name)];
    const role = context.path(subject.name, "role");
    if (change.get("role", role) === undefined) throw doesNotExist(subject.name.span, "Role", formatPath(role));
    return [{ privilege: "USAGE", grantedOn: "ROLE", objectName: role.name, future: false }];
  }
  return targetsOf(context, change, subject.on).flatMap((target) =>
    subject.privileges.map(({ name }) => ({ ...target, privilege: name === "ALL PRIVILEGES" ? "ALL" : name })),
  );
}

/** Database roles of the database SNOWFLAKE are recorded; the twin has no others. https://docs.snowflake.com/en/sql-reference/snowflake-db-roles */
function ownedBySnowflake({ parts, span }: ObjectName): Privileges {
  const names = parts.map(({ value }) => value);
  if (names.length !== 2 || names[0] !== "SNOWFLAKE") throw notInTwin(span, "DATABASE ROLE", "Grant an account role.");
  return { privilege: "USAGE", grantedOn: "DATABASE_ROLE", objectName: names.join("."), future: false };
}

/** One object, all that a container has now, or those to come. */
function targetsOf(
  context: ExecutionContext,
  change: CatalogChange,
  target: PrivilegeTarget,
): Omit<Privileges, "privilege">[] {
  const grantedOn = target.objectType.replaceAll(" ", "_");
  if (target.objectType === "ACCOUNT") return [{ grantedOn, objectName: "", future: false }];
  const kind = kindOf(target.objectType, target.span);
  if (target.in !== undefined) {
    const isDatabase = target.in.container === "DATABASE";
    const path = context.path(target.in.name, isDatabase ? "database" : "schema");
    if (change.get(isDatabase ? "database" : "schema", path) === undefined) {
      throw doesNotExist(target.in.name.span, isDatabase ? "Database" : "Schema", formatPath(path));
    }
    const container = formatPath(path);
    if (target.quantity === "FUTURE")
      return [{ grantedOn, objectName: `${container}.<${target.objectType}>`, future: true }];
    const within = isDatabase ? { database: path.name } : { database: path.database, schema: path.name };
    return change.list(kind, within).map((object) => ({ grantedOn, objectName: formatPath(object), future: false }));
  }
  if (target.name === undefined) return [];
  const path = context.path(target.name, kind);
  const object =
    findObject(context, change, kind, path, target.signature) ??
    (kind === "table" || kind === "view" ? change.relation(path) : undefined);
  // GRANT IMPORTED PRIVILEGES ON DATABASE SNOWFLAKE, as published scripts begin: recorded, though the twin has its own views only.
  if (object === undefined && kind === "database" && isShared(path.name)) {
    return [{ grantedOn, objectName: path.name, future: false }];
  }
  if (object === undefined) throw doesNotExist(target.name.span, kindTitle({ kind }), formatPath(path));
  const isView = grantedOn === "TABLE" && "kind" in object && object.kind === "view";
  return [{ grantedOn: isView ? "VIEW" : grantedOn, objectName: formatPath(path), future: false }];
}

function giveOwnership(context: ExecutionContext, change: CatalogChange, { subject }: Grant, role: string): void {
  if (subject.form !== "privileges" || subject.on.name === undefined) return;
  const kind = kindOf(subject.on.objectType, subject.on.span);
  const object = findObject(context, change, kind, context.path(subject.on.name, kind), subject.on.signature);
  if (object !== undefined) change.replace({ ...object, owner: role } as never);
}
