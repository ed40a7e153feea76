/** SHOW of what lives at the account's level, and of the session. */
import { numberType } from "../../engine/literal-result.ts";
import { parameters as known, parameterValue } from "../../wire/parameters.ts";
import type { DefinitionOf, ObjectKind } from "../objects.ts";
import { type Listed, type Listing, shown, shownTime } from "./listing.ts";

type Of<K extends ObjectKind> = Listing<DefinitionOf<K> & Listed>;

/** https://docs.snowflake.com/en/sql-reference/sql/show-warehouses ; figures of load are null: the twin has no clusters. */
export const warehouses: Of<"warehouse"> = {
  columns: [
    shown("name", ({ name }) => name),
    shown("state", ({ state }) => state),
    shown("type", () => "STANDARD"),
    shown("size", ({ size }) => size),
    shown("min_cluster_count", () => 1, numberType),
    shown("max_cluster_count", () => 1, numberType),
    shown("started_clusters", ({ state }) => (state === "STARTED" ? 1 : 0), numberType),
    shown("running", () => 0, numberType),
    shown("queued", () => 0, numberType),
    shown("is_default", () => "N"),
    shown("is_current", ({ name }, { session }) => (session.warehouse === name ? "Y" : "N")),
    shown("auto_suspend", ({ autoSuspendSeconds }) => autoSuspendSeconds, numberType),
    shown("auto_resume", ({ autoResume }) => String(autoResume)),
    shown("available", () => ""),
    shown("provisioning", () => ""),
    shown("quiescing", () => ""),
    shown("other", () => ""),
    shownTime("created_on", ({ createdOn }) => createdOn),
    shownTime("resumed_on", ({ createdOn }) => createdOn),
    shownTime("updated_on", ({ createdOn }) => createdOn),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
    shown("enable_query_acceleration", () => "false"),
    shown("query_acceleration_max_scale_factor", () => 8, numberType),
    shown("resource_monitor", () => "null"),
    shown("scaling_policy", () => "STANDARD"),
    shown("budget", () => null),
    shown("owner_role_type", () => "ROLE"),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-roles */
export const roles: Of<"role"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("name", ({ name }) => name),
    shown("is_default", () => "N"),
    shown("is_current", ({ name }, { session }) => (session.role === name ? "Y" : "N")),
    shown("is_inherited", ({ name }, { session }) =>
      session.role === "ACCOUNTADMIN" && name !== "ACCOUNTADMIN" ? "Y" : "N",
    ),
    shown("assigned_to_users", ({ name }, { catalog }) => grantsOf(catalog.list("grant"), name, "USER"), numberType),
    shown("granted_to_roles", ({ name }, { catalog }) => grantsOf(catalog.list("grant"), name, "ROLE"), numberType),
    shown(
      "granted_roles",
      ({ name }, { catalog }) =>
        catalog.list("grant").filter(({ grantedOn, grantee }) => grantedOn === "ROLE" && grantee === name).length,
      numberType,
    ),
    shown("owner", ({ owner }) => owner),
    shown("comment", ({ comment }) => comment),
  ],
};

const grantsOf = (grants: readonly DefinitionOf<"grant">[], role: string, to: "USER" | "ROLE"): number =>
  grants.filter(
    ({ grantedOn, objectName, granteeKind }) => grantedOn === "ROLE" && objectName === role && granteeKind === to,
  ).length;

const userOption = (name: string) => (user: DefinitionOf<"user">) => {
  const value = user.options[name];
  return value === undefined || value === null ? null : String(value);
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-users */
export const users: Of<"user"> = {
  columns: [
    shown("name", ({ name }) => name),
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("login_name", (user) => userOption("LOGIN_NAME")(user) ?? user.name),
    shown("display_name", (user) => userOption("DISPLAY_NAME")(user) ?? user.name),
    shown("first_name", userOption("FIRST_NAME")),
    shown("last_name", userOption("LAST_NAME")),
    shown("email", userOption("EMAIL")),
    shown("disabled", (user) => (userOption("DISABLED")(user) ?? "false").toLowerCase()),
    shown("comment", ({ comment }) => comment),
    shown("default_warehouse", userOption("DEFAULT_WAREHOUSE")),
    shown("default_namespace", userOption("DEFAULT_NAMESPACE")),
    shown("default_role", userOption("DEFAULT_ROLE")),
    shown("owner", ({ owner }) => owner),
    shown("has_rsa_public_key", (user) => String(user.options.RSA_PUBLIC_KEY !== undefined)),
    shown("type", userOption("TYPE")),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-integrations */
export const integrations: Of<"integration"> = {
  columns: [
    shown("name", ({ name }) => name),
    shown("type", ({ integrationType }) => integrationType),
    shown("category", ({ category }) => category),
    shown("enabled", ({ enabled }) => String(enabled)),
    shown("comment", ({ comment }) => comment),
    shownTime("created_on", ({ createdOn }) => createdOn),
  ],
};

/** https://docs.snowflake.com/en/sql-reference/sql/show-grants */
export const grants: Of<"grant"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("privilege", ({ privilege }) => privilege),
    shown("granted_on", ({ grantedOn }) => grantedOn),
    shown("name", ({ objectName }) => objectName),
    shown("granted_to", ({ granteeKind }) => granteeKind),
    shown("grantee_name", ({ grantee }) => grantee),
    shown("grant_option", ({ grantOption }) => String(grantOption)),
    shown("granted_by", ({ grantedBy }) => grantedBy),
  ],
};

/** SHOW FUTURE GRANTS and SHOW GRANTS … FUTURE. https://docs.snowflake.com/en/sql-reference/sql/show-grants: other names, and nobody granted them. */
export const futureGrants: Of<"grant"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("privilege", ({ privilege }) => privilege),
    shown("grant_on", ({ grantedOn }) => grantedOn),
    shown("name", ({ objectName }) => objectName),
    shown("grant_to", ({ granteeKind }) => granteeKind),
    shown("grantee_name", ({ grantee }) => grantee),
    shown("grant_option", ({ grantOption }) => String(grantOption)),
  ],
};

/** SHOW GRANTS TO USER and OF ROLE. */
export const roleGrants: Of<"grant"> = {
  columns: [
    shownTime("created_on", ({ createdOn }) => createdOn),
    shown("role", ({ objectName }) => objectName),
    shown("granted_to", ({ granteeKind }) => granteeKind),
    shown("grantee_name", ({ grantee }) => grantee),
    shown("granted_by", ({ grantedBy }) => grantedBy),
  ],
};

export interface ShownParameter extends Listed {
  value: string;
  standard: string;
  isSet: boolean;
  description: string;
  type: string;
}

/** https://docs.snowflake.com/en/sql-reference/sql/show-parameters */
export const parameters: Listing<ShownParameter> = {
  columns: [
    shown("key", ({ name }) => name),
    shown("value", ({ value }) => value),
    shown("default", ({ standard }) => standard),
    shown("level", ({ isSet }) => (isSet ? "SESSION" : "")),
    shown("description", ({ description }) => description),
    shown("type", ({ type }) => type),
  ],
};

export function shownParameters(set: ReadonlyMap<string, string | number | boolean>): ShownParameter[] {
  return Object.entries(known).map(([name, { value, description }]) => ({
    name,
    value: String(parameterValue(set, name)),
    standard: String(value),
    isSet: set.has(name),
    description,
    type: { boolean: "BOOLEAN", number: "NUMBER", string: "STRING" }[typeof value as "boolean" | "number" | "string"],
  }));
}
