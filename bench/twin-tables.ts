/** A twin and a plain DuckDB beside it, with the same tables: for benches that hold one against the other. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import snowflake from "snowflake-sdk";
import { startSnowflakeTwin } from "../local/snowflake/server.ts";

export type RunSql = (sqlText: string) => Promise<Record<string, unknown>[]>;

export interface BenchedTwin {
  url: string;
  folder: string;
}

/** Both have a file each in a folder of their own, which is removed in the end. */
export async function withPlainAndTwin<T>(
  name: string,
  work: (plain: DuckDBConnection, twin: BenchedTwin) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const instance = await DuckDBInstance.create(join(folder, "plain.duckdb"));
  const plain = await instance.connect();
  const twin = await startSnowflakeTwin({ port: 0, dataDir: join(folder, "twin") });
  try {
    return await work(plain, { url: twin.url, folder });
  } finally {
    await twin.close();
    plain.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The unmodified Node driver; every statement gives all its rows. */
export async function connectDriver(accessUrl: string): Promise<RunSql> {
  snowflake.configure({ logLevel: "OFF" });
  const connection = snowflake.createConnection({ accessUrl, account: "twin", username: "u", password: "p" });
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  return (sqlText) =>
    new Promise((resolve, reject) => {
      connection.execute({
        sqlText,
        complete: (error, _statement, rows) => (error ? reject(error) : resolve(rows ?? [])),
      });
    });
}

/** The rows as an application gets them from DuckDB's own Node API: an object each. */
export async function duckRows(connection: DuckDBConnection, sqlText: string): Promise<unknown[]> {
  return (await connection.runAndReadAll(sqlText)).getRowObjectsJS();
}

/** Table `t` (id, v, x, t) of `rows` rows in both, in database BENCH of the twin. */
export async function fillBoth(plain: DuckDBConnection, sql: RunSql, rows: number): Promise<void> {
  await plain.run("create table t (id integer, v varchar, x decimal(18,2), t timestamp)");
  await plain.run(
    `insert into t select i, 'name ' || (i % 1000), (i * 7 % 100)::decimal(18,2), timestamp '2026-01-01' + i * interval 1 second from range(${rows}) r(i)`,
  );
  await sql("create database bench");
  await sql("use schema bench.public");
  await sql("create table t (id integer, v varchar, x decimal(18,2), t timestamp_ntz)");
  await sql(
    `insert into t select i, 'name ' || (i % 1000), (i * 7 % 100)::number(18,2), dateadd(second, i, '2026-01-01'::timestamp_ntz)
     from (select row_number() over (order by 1) - 1 as i from table(generator(rowcount => ${rows})))`,
  );
}
