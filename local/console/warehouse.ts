/** The console's own connection to the Snowflake twin, by the driver that everybody uses; opened with the first question. */
import type { Binds, Connection } from "snowflake-sdk";
import type { TwinEnvironment } from "../environment.ts";

export interface Answer {
  columns: { name: string; type: string }[];
  /** JSON values; dates and times as ISO texts. */
  rows: unknown[][];
}

export interface Warehouse {
  /** `?` in the text stands for `binds`. Rejects with what the driver says. */
  run(sql: string, binds?: readonly (string | number)[]): Promise<Answer>;
  close(): Promise<void>;
}

export function openWarehouse(snowflake: TwinEnvironment["snowflake"]): Warehouse {
  let connecting: Promise<Connection> | undefined;
  const connection = () => {
    connecting ??= connect(snowflake).catch((error) => {
      connecting = undefined; // the next question tries again
      throw error;
    });
    return connecting;
  };
  return {
    run: async (sql, binds = []) => execute(await connection(), sql, binds),
    async close() {
      const open = await connecting?.catch(() => undefined);
      if (open) await new Promise<void>((resolve) => open.destroy(() => resolve()));
    },
  };
}

async function connect({ accessUrl, account, username, password, warehouse, database }: TwinEnvironment["snowflake"]) {
  process.env.SNOWFLAKE_DISABLE_MINICORE ??= "1";
  const { default: snowflake } = await import("snowflake-sdk");
  snowflake.configure({ logLevel: "OFF", additionalLogToConsole: false });
  const options = { accessUrl, account, username, password, warehouse, database };
  const connection = snowflake.createConnection({ application: "Reelhouse", ...options });
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  return connection;
}

const execute = (connection: Connection, sqlText: string, binds: readonly (string | number)[]) =>
  new Promise<Answer>((resolve, reject) => {
    connection.execute({
      sqlText,
      rowMode: "array",
      ...(binds.length > 0 && { binds: [...binds] as Binds }),
      complete(error, statement, rows) {
        if (error) return reject(error);
        const columns = (statement.getColumns() ?? []).map((each) => ({ name: each.getName(), type: each.getType() }));
        const cells = (rows ?? []) as unknown as unknown[][];
        resolve({ columns, rows: cells.map((row) => row.map((cell, at) => jsonCell(cell, columns[at]?.type))) });
      },
    });
  });

function jsonCell(cell: unknown, type: string | undefined): unknown {
  if (cell instanceof Date) return type === "date" ? cell.toISOString().slice(0, 10) : cell.toISOString();
  if (typeof cell === "bigint") return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell.toString();
  return cell ?? null;
}
