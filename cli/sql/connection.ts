/** A Snowflake connection for commands: the running twin's by default, an account's with `--account`. */
import type { Connection, ConnectionOptions } from "snowflake-sdk";
import type { TwinEnvironment } from "../environment.ts";
import { CommandError, EXIT } from "../exit-codes.ts";

export interface SqlColumn {
  name: string;
  /** Snowflake's name of the type, as the driver tells it: fixed, text, timestamp_ntz, … */
  type: string;
}

export interface SqlResult {
  columns: SqlColumn[];
  /** Cells as JSON values: numbers, texts, booleans, null; dates and times as ISO texts; integers beyond 2^53 as texts. */
  rows: unknown[][];
}

export interface SqlConnection {
  run(sql: string): Promise<SqlResult>;
  close(): Promise<void>;
}

/** As drivers report a refused statement. */
export interface SqlError extends Error {
  code?: string | number;
  sqlState?: string;
  data?: { line?: number; pos?: number };
}

export const twinOptions = ({ snowflake }: TwinEnvironment): ConnectionOptions => ({
  accessUrl: snowflake.accessUrl,
  account: snowflake.account,
  username: snowflake.username,
  password: snowflake.password,
  warehouse: snowflake.warehouse,
});

/** Throws `CommandError` when nothing answers or the credentials are refused. */
export async function connectSnowflake(options: ConnectionOptions): Promise<SqlConnection> {
  process.env.SNOWFLAKE_DISABLE_MINICORE ??= "1";
  const { default: snowflake } = await import("snowflake-sdk");
  snowflake.configure({ logLevel: "OFF", additionalLogToConsole: false });
  const connection = snowflake.createConnection({ application: "Reelhouse", ...options });
  await new Promise<void>((resolve, reject) =>
    connection.connect((error) => {
      if (!error) resolve();
      else {
        const place = options.accessUrl ?? options.account;
        reject(
          new CommandError(
            EXIT.serviceFailed,
            `Snowflake at ${place} refused the connection: ${error.message}`,
            {},
            { cause: error },
          ),
        );
      }
    }),
  );
  return {
    run: (sql) => execute(connection, sql),
    close: () => new Promise((resolve) => connection.destroy(() => resolve())),
  };
}

function execute(connection: Connection, sqlText: string): Promise<SqlResult> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      rowMode: "array",
      complete: (error, statement, rows) => {
        if (error) return reject(error);
        const columns = (statement.getColumns() ?? []).map((column) => ({
          name: column.getName(),
          type: column.getType(),
        }));
        const cells = (rows ?? []) as unknown as unknown[][];
        resolve({
          columns,
          rows: cells.map((row) => row.map((cell, index) => toJsonCell(cell, columns[index]?.type))),
        });
      },
    });
  });
}

function toJsonCell(cell: unknown, type: string | undefined): unknown {
  if (cell instanceof Date) return type === "date" ? cell.toISOString().slice(0, 10) : cell.toISOString();
  if (typeof cell === "bigint") return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell.toString();
  if (Buffer.isBuffer(cell)) return cell.toString("hex").toUpperCase();
  return cell ?? null;
}
