/** Definitions of warehouses, roles, users, integrations, tags and grants. */
import type { ObjectBase, Options } from "./objects.ts";

export interface WarehouseDefinition extends ObjectBase {
  kind: "warehouse";
  size: string;
  state: "STARTED" | "SUSPENDED";
  autoSuspendSeconds: number | null;
  autoResume: boolean;
  options: Options;
}

export interface RoleDefinition extends ObjectBase {
  kind: "role";
}

export interface UserDefinition extends ObjectBase {
  kind: "user";
  options: Options;
}

export interface IntegrationDefinition extends ObjectBase {
  kind: "integration";
  category: "STORAGE" | "NOTIFICATION" | "API" | "SECURITY" | "EXTERNAL ACCESS" | "CATALOG";
  integrationType: string;
  enabled: boolean;
  options: Options;
}

export interface TagDefinition extends ObjectBase {
  kind: "tag";
  allowedValues: readonly string[];
}

/** GRANT privilege ON object TO grantee, or GRANT ROLE: recorded, shown, never enforced. `name` is a key made of all of it. */
export interface GrantDefinition extends ObjectBase {
  kind: "grant";
  privilege: string;
  /** TABLE, SCHEMA, ROLE, ... */
  grantedOn: string;
  /** The object's full name as SHOW GRANTS prints it. */
  objectName: string;
  granteeKind: "ROLE" | "USER" | "DATABASE_ROLE" | "SHARE";
  grantee: string;
  grantOption: boolean;
  grantedBy: string;
  future: boolean;
}
