/** Files that pipes still have to load, in order: kept in the DuckDB file, taken off in the transaction that loads them. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteText } from "../../sql/emit/text.ts";
import type { StagedFile } from "../files/store.ts";

export interface QueuedFile {
  /** Grows in the order of arrival. */
  id: number;
  pipeId: number;
  file: StagedFile;
  /** Milliseconds of the clock. */
  receivedAt: number;
}

/** Not keyed: DuckDB's appends and deletes of different rows never conflict. */
export const queueTables: readonly string[] = [
  "create schema if not exists pipes",
  "create sequence if not exists pipes.queue_ids",
  "create table if not exists pipes.queue (id bigint, pipe_id bigint, key varchar, bytes bigint, content_key varchar, modified_at bigint, received_at bigint)",
];

export async function enqueue(
  connection: DuckDBConnection,
  pipeId: number,
  files: readonly StagedFile[],
  receivedAt: number,
): Promise<void> {
  for (let from = 0; from < files.length; from += 500) {
    const rows = files
      .slice(from, from + 500)
      .map(
        ({ key, bytes, contentKey, modifiedAt }) =>
          `(nextval('pipes.queue_ids'), ${pipeId}, ${quoteText(key)}, ${bytes}, ${quoteText(contentKey)}, ${modifiedAt}, ${receivedAt})`,
      );
    await connection.run(`insert into pipes.queue values ${rows.join(", ")}`);
  }
}

/** The oldest files of a pipe. */
export async function queued(connection: DuckDBConnection, pipeId: number, limit: number): Promise<QueuedFile[]> {
  const result = await connection.runAndReadAll(
    `select id, key, bytes, content_key, modified_at, received_at from pipes.queue where pipe_id = ${pipeId} order by id limit ${limit}`,
  );
  return result.getRows().map(([id, key, bytes, contentKey, modifiedAt, receivedAt]) => ({
    id: Number(id),
    pipeId,
    file: { key: String(key), bytes: Number(bytes), contentKey: String(contentKey), modifiedAt: Number(modifiedAt) },
    receivedAt: Number(receivedAt),
  }));
}

export async function dequeue(connection: DuckDBConnection, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await connection.run(`delete from pipes.queue where id in (${ids.join(", ")})`);
}

export async function queuedKeys(connection: DuckDBConnection, pipeId: number): Promise<Set<string>> {
  const result = await connection.runAndReadAll(`select key from pipes.queue where pipe_id = ${pipeId}`);
  return new Set(result.getRows().map(([key]) => String(key)));
}

/** Pipes that have files, with their number. */
export async function pipesWithFiles(connection: DuckDBConnection): Promise<Map<number, number>> {
  const result = await connection.runAndReadAll(
    "select pipe_id, count(*) from pipes.queue group by pipe_id order by 1",
  );
  return new Map(result.getRows().map(([id, count]) => [Number(id), Number(count)]));
}

export async function forgetPipe(connection: DuckDBConnection, pipeId: number): Promise<void> {
  await connection.run(`delete from pipes.queue where pipe_id = ${pipeId}`);
}
