/** Schemas that were asked for and have no tables yet, with the command that makes them. */
import { isAccount, type SqlOptions } from "../sql/target.ts";
import type { BiTable } from "./tables.ts";

export interface MissingSchema {
  schema: string;
  /** A sentence: the command that makes its tables, or that none does. */
  remedy: string;
}

/** As dbt_project.yml names them. */
const OF_DBT = new Set(["MARTS", "SNAPSHOTS", "DBT_STAGING"]);
/** As sql/setup/10_database.sql names them. */
const OF_SQL = new Set(["RAW", "BRONZE", "SILVER", "GOLD", "MONITORING"]);

export function missingSchemas(
  schemas: readonly string[],
  tables: readonly Pick<BiTable, "schema">[],
  target: SqlOptions,
): MissingSchema[] {
  const there = new Set(tables.map(({ schema }) => schema));
  return schemas
    .filter((schema) => !there.has(schema))
    .map((schema) => ({ schema, remedy: remedyOf(schema, flagsOf(target)) }));
}

function remedyOf(schema: string, flags: string): string {
  if (OF_DBT.has(schema)) return `\`npx reelhouse dbt${flags} build\` makes them; then run this again.`;
  if (OF_SQL.has(schema)) return `\`npx reelhouse sql deploy${flags}\` makes them; then run this again.`;
  return "Nothing in sql/ or transform/dbt makes it: is it the right name?";
}

/** The same target again, behind a blank; empty where it is that without options. */
function flagsOf(target: SqlOptions): string {
  if (target.connection !== undefined) return ` --connection ${target.connection}`;
  if (isAccount(target)) return " --account";
  return target.dataDir === undefined ? "" : ` --data-dir ${target.dataDir}`;
}
