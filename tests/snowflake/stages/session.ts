/** A twin over a tiny S3, and an unmodified driver on it. */
import "../../../local/snowflake/sql/functions/index.ts";
import { gzipSync } from "node:zlib";
import snowflake from "snowflake-sdk";
import { type SnowflakeTwin, type SnowflakeTwinOptions, startSnowflakeTwin } from "../../../local/snowflake/server.ts";
import { startTinyS3, type TinyS3 } from "./tiny-s3.ts";

snowflake.configure({ logLevel: "OFF" });

export type Row = Record<string, unknown>;

export interface Stage {
  twin: SnowflakeTwin;
  s3: TinyS3;
  run(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

export interface Failure {
  code: string;
  sqlState: string;
  message: string;
}

export async function connect(url: string): Promise<{ run(sql: string): Promise<Row[]>; close(): Promise<void> }> {
  const connection = snowflake.createConnection({
    account: "reelhouse",
    username: "tester",
    password: "x",
    accessUrl: url,
    application: "tests",
  });
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  return {
    run: (sqlText) =>
      new Promise((resolve, reject) => {
        connection.execute({
          sqlText,
          complete: (error, _statement, rows) => (error ? reject(error) : resolve((rows ?? []) as Row[])),
        });
      }),
    close: () => new Promise((resolve) => connection.destroy(() => resolve())),
  };
}

export async function startStage(options: Partial<SnowflakeTwinOptions> = {}): Promise<Stage> {
  const s3 = await startTinyS3();
  const twin = await startSnowflakeTwin({ port: 0, s3: s3Access(s3), ...options });
  const session = await connect(twin.url);
  await session.run("create database film");
  await session.run("create schema film.raw");
  return {
    twin,
    s3,
    run: session.run,
    async close() {
      await session.close();
      await twin.close();
      await s3.close();
    },
  };
}

export const s3Access = (s3: TinyS3) => ({
  endpoint: s3.endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});

/** What a statement fails with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    const { code, sqlState, message } = error as { code: unknown; sqlState: unknown; message: unknown };
    return { code: String(code), sqlState: String(sqlState), message: String(message) };
  }
  throw new Error("The statement did not fail.");
}

export const gzip = (text: string): Buffer => gzipSync(Buffer.from(text));
