/** What an account has before anyone made anything: the system roles and one warehouse. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalog } from "./store.ts";

/** https://docs.snowflake.com/en/user-guide/security-access-control-overview#system-defined-roles */
export const systemRoles = ["ACCOUNTADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN"] as const;

/** As trial accounts have it. */
export const defaultWarehouse = "COMPUTE_WH";

/** Makes them in an empty catalog; an existing one is left as it is. */
export async function bootstrapCatalog(catalog: Catalog, connection: DuckDBConnection, now: number): Promise<void> {
  if (catalog.reader(0).list("role").length > 0) return;
  const change = catalog.change(0, now);
  const account = { database: "", schema: "", owner: "", comment: "" };
  for (const name of systemRoles) change.create("role", { ...account, kind: "role", name });
  change.create("warehouse", {
    ...account,
    kind: "warehouse",
    name: defaultWarehouse,
    owner: "ACCOUNTADMIN",
    size: "X-Small",
    state: "STARTED",
    autoSuspendSeconds: 600,
    autoResume: true,
    options: {},
  });
  await change.write(connection);
  change.publish();
}
