/** Runs a query for its rows, so that it is planned and run on the same state of the tables. */
import type { DuckDBConnection, DuckDBResult } from "@duckdb/node-api";
import type { QueryRows } from "../engine/context.ts";
import { inTransaction } from "../storage/duck-transaction.ts";

/** Results of up to so many rows are taken from DuckDB as a whole. */
const smallRows = 10_000;

/**
 * `read` takes the chunks of the result; `text` is the query with its columns as they are to be read. DuckDB leaves out conditions that are true
 * of every row when it plans, those of visibility too: a plan that is run after another session's commit would show that session's rows. Streaming
 * plans first and runs then, so both stand in one transaction; a result that was small the last time is asked for in one step.
 */
export function readRows<T>(
  connection: DuckDBConnection,
  text: string,
  { lastRun }: QueryRows,
  read: (result: DuckDBResult) => Promise<T>,
): Promise<T> {
  if (lastRun?.rows !== undefined && lastRun.rows <= smallRows) return connection.run(text).then(read);
  return inTransaction(connection, async () => read(await connection.stream(text)));
}
