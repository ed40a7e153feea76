/** Where a `sql` command works: the running twin, or an account. */
import type { Command } from "commander";
import { dataDirOf, requireTwin } from "../home.ts";
import { type CommonOptions, withDataDir, withJson } from "../options.ts";
import { accountOptions, connectSnowflake, type SqlConnection, twinOptions } from "./connection.ts";
import { accountVariables, type SqlVariables, twinVariables } from "./variables.ts";

export interface SqlOptions extends CommonOptions {
  account?: boolean;
  database?: string;
}

export const withTarget = (command: Command) =>
  withDataDir(withJson(command)).option("--account", "the account of SNOWFLAKE_ACCOUNT (key pair) instead of the twin");

export async function withConnection<T>(
  options: SqlOptions,
  work: (connection: SqlConnection) => Promise<T>,
): Promise<T> {
  const target = options.account
    ? accountOptions(process.env)
    : twinOptions(requireTwin(dataDirOf(options.dataDir)).environment);
  const connection = await connectSnowflake({ ...target, ...(options.database && { database: options.database }) });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** What the files of `sql/` read, for this target. */
export const variablesOf = (options: SqlOptions): SqlVariables =>
  options.account ? accountVariables(process.env) : twinVariables(requireTwin(dataDirOf(options.dataDir)).environment);

export const targetName = (options: SqlOptions) =>
  options.account ? `the account ${process.env.SNOWFLAKE_ACCOUNT}` : "the twin";
