/** One DuckDB transaction around some work. */
import type { DuckDBConnection } from "@duckdb/node-api";

/** Commits when `work` returns, rolls back when it throws, and throws what it threw. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run("begin transaction");
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await connection.run("rollback");
    throw error;
  }
  await connection.run("commit");
  return result;
}
