/** The unmodified Node driver with promises around it, and a twin to talk to. */
import type snowflakeSdk from "snowflake-sdk";
import type { Binds, Connection, ConnectionOptions, RowStatement, SnowflakeError } from "snowflake-sdk";
import { type SnowflakeTwin, type SnowflakeTwinOptions, startSnowflakeTwin } from "../../local/snowflake/server.ts";

// Before the driver is loaded: it looks for a native helper otherwise.
process.env.SNOWFLAKE_DISABLE_MINICORE = "1";
const { default: snowflake } = (await import("snowflake-sdk")) as unknown as { default: typeof snowflakeSdk };
snowflake.configure({ logLevel: "OFF" } as Parameters<typeof snowflake.configure>[0]);

export { snowflake };

export interface Answer {
  rows: Record<string, unknown>[];
  statement: RowStatement;
}

export interface Client {
  connection: Connection;
  /** Rejects with the driver's error. */
  run(sqlText: string, binds?: Binds, options?: Record<string, unknown>): Promise<Answer>;
  /** The rows alone. */
  rows(sqlText: string, binds?: Binds): Promise<Record<string, unknown>[]>;
  /** The values of the first row. */
  row(sqlText: string, binds?: Binds): Promise<unknown[]>;
  /** The first value of every row. */
  values(sqlText: string, binds?: Binds): Promise<unknown[]>;
  /** The error that the statement must give; fails when it gives none. */
  fails(sqlText: string, binds?: Binds): Promise<SnowflakeError>;
  close(): Promise<void>;
}

export async function connect(twin: SnowflakeTwin, options: Partial<ConnectionOptions> = {}): Promise<Client> {
  const connection = snowflake.createConnection({
    accessUrl: twin.url,
    account: "test",
    username: "tester",
    password: "secret",
    ...options,
  } as ConnectionOptions);
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const run: Client["run"] = (sqlText, binds, more = {}) =>
    new Promise((resolve, reject) => {
      connection.execute({
        sqlText,
        ...(binds && { binds }),
        ...more,
        complete: (error, statement, rows) => (error ? reject(error) : resolve({ rows: rows ?? [], statement })),
      } as Parameters<Connection["execute"]>[0]);
    });
  const rows: Client["rows"] = async (sqlText, binds) => (await run(sqlText, binds)).rows;
  // By position: several columns may have the same name.
  const arrays = async (sqlText: string, binds?: Binds) =>
    (await run(sqlText, binds, { rowMode: "array" })).rows as unknown as unknown[][];
  return {
    connection,
    run,
    rows,
    row: async (sqlText, binds) => (await arrays(sqlText, binds))[0] ?? [],
    values: async (sqlText, binds) => (await arrays(sqlText, binds)).map(([value]) => value),
    async fails(sqlText, binds) {
      try {
        await run(sqlText, binds);
      } catch (error) {
        return error as SnowflakeError;
      }
      throw new Error(`No error from: ${sqlText}`);
    },
    close: () => new Promise((resolve, reject) => connection.destroy((error) => (error ? reject(error) : resolve()))),
  };
}

export interface Opened {
  twin: SnowflakeTwin;
  client: Client;
  close(): Promise<void>;
}

/** A twin in memory with a client that is in database DB, schema PUBLIC. */
export async function openTwin(options: Partial<SnowflakeTwinOptions> = {}): Promise<Opened> {
  const twin = await startSnowflakeTwin({ port: 0, checkTypes: true, ...options });
  const client = await connect(twin);
  await client.run("create database if not exists db");
  return {
    twin,
    client,
    async close() {
      await client.close();
      await twin.close();
    },
  };
}
