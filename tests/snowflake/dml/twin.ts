/** A twin in memory and sessions of the unmodified Node driver, for tests that speak SQL. */
import snowflake from "snowflake-sdk";
import { type Clock, createClock } from "../../../local/snowflake/clock.ts";
import { type SnowflakeTwin, startSnowflakeTwin } from "../../../local/snowflake/server.ts";

export interface Sql {
  /** Rows as `a|b|c`, NULL as `∅`; throws the driver's error, which has `code` and `message`. */
  (text: string, binds?: snowflake.Binds): Promise<string[]>;
  close(): Promise<void>;
}

export interface Running {
  twin: SnowflakeTwin;
  clock: Clock;
  connect(): Promise<Sql>;
  close(): Promise<void>;
}

export const startOfTests = Date.UTC(2026, 0, 31, 12);

export async function startTwin(dataDir?: string): Promise<Running> {
  snowflake.configure({ logLevel: "OFF" });
  const clock = createClock(startOfTests);
  const twin = await startSnowflakeTwin({
    port: 0,
    clock,
    checkTypes: true,
    ...(dataDir !== undefined && { dataDir }),
  });
  const admin = await connect(twin.url);
  if (dataDir === undefined) await admin("create database d");
  await admin.close();
  return { twin, clock, connect: () => connect(twin.url, "D", "PUBLIC"), close: () => twin.close() };
}

async function connect(accessUrl: string, database?: string, schema?: string): Promise<Sql> {
  const connection = snowflake.createConnection({
    accessUrl,
    account: "twin",
    username: "u",
    password: "p",
    ...(database !== undefined && { database }),
    ...(schema !== undefined && { schema }),
  });
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  const run = (sqlText: string, binds?: snowflake.Binds) =>
    new Promise<string[]>((resolve, reject) => {
      connection.execute({
        sqlText,
        ...(binds !== undefined && { binds }),
        rowMode: "array",
        complete: (error, _statement, rows) => (error ? reject(error) : resolve((rows ?? []).map(printRow))),
      });
    });
  const close = () =>
    new Promise<void>((resolve) => {
      connection.destroy(() => resolve());
    });
  return Object.assign(run, { close });
}

const printRow = (row: unknown) => (row as unknown[]).map(printCell).join("|");
const printCell = (cell: unknown) =>
  cell === null
    ? "∅"
    : cell instanceof Date
      ? cell.toISOString()
      : typeof cell === "object"
        ? JSON.stringify(cell)
        : String(cell);
