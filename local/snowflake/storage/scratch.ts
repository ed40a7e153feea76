/** A temporary table for the length of some work, so that nothing of a statement stays in memory after it. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { quote } from "./layout.ts";

/**
 * Keeps the rows of `select` as `temp.main."<name>"` while `work` runs. When that throws, the statement's transaction is rolled back, and
 * the table goes with it.
 */
export async function withScratch<T>(
  connection: DuckDBConnection,
  name: string,
  select: string,
  work: () => Promise<T>,
): Promise<T> {
  await connection.run(`create or replace temp table ${quote(name)} as ${select}`);
  const result = await work();
  await connection.run(`drop table temp.main.${quote(name)}`);
  return result;
}
