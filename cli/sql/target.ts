/** Where a `sql` command works: the running twin, or an account. */
import type { Command } from "commander";
import { dataDirOf, requireTwin } from "../home.ts";
import { type CommonOptions, withDataDir, withJson } from "../options.ts";
import { readAccount } from "./account.ts";
import { connectSnowflake, type SqlConnection, twinOptions } from "./connection.ts";
import { accountVariables, type SqlVariables, twinVariables } from "./variables.ts";

export interface SqlOptions extends CommonOptions {
  account?: boolean;
  connection?: string;
  database?: string;
}

export const withTarget = (command: Command) =>
  withDataDir(withJson(command))
    .option("--account", "an account instead of the twin: that of the SNOWFLAKE_… variables (see .env.sample)")
    .option("--connection <name>", "the account of this connection in Snowflake's connections.toml");

export const isAccount = ({ account, connection }: SqlOptions) => account === true || connection !== undefined;

export async function withConnection<T>(
  options: SqlOptions,
  work: (connection: SqlConnection) => Promise<T>,
): Promise<T> {
  const target = isAccount(options)
    ? readAccount(process.env, options.connection).options
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
  isAccount(options)
    ? accountVariables(process.env)
    : twinVariables(requireTwin(dataDirOf(options.dataDir)).environment);

export const targetName = (options: SqlOptions) =>
  isAccount(options) ? `the account ${readAccount(process.env, options.connection).options.account}` : "the twin";
