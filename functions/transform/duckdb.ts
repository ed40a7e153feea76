/** DuckDB as the transform's engine: an instance with bounded memory, and the few ways in which it is asked. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

export interface EngineOptions {
  memoryLimit: string;
  threads: number | undefined;
  /** For what does not fit into memory. */
  folder: string;
}

export async function startEngine({ memoryLimit, threads, folder }: EngineOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: memoryLimit,
    temp_directory: folder,
    ...(threads !== undefined && { threads: String(threads) }),
    preserve_insertion_order: "true", // the source row numbers and the bytes of the outputs depend on it
    autoinstall_known_extensions: "false", // nothing is fetched while a drop is worked on
    autoload_known_extensions: "true",
  });
  const connection = await instance.connect();
  // Rules are written with the large side of a join first. DuckDB knows no size of a CSV, takes it for the small one, and would hold all of it in memory.
  await connection.run("set global disabled_optimizers = 'join_order,build_side_probe_side'");
  await connection.run("set global TimeZone = 'UTC'"); // all times of drops are UTC, whatever the machine's zone
  connection.closeSync();
  return instance;
}

export async function queryRows<T extends Record<string, unknown>>(
  connection: DuckDBConnection,
  sql: string,
): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJson() as unknown as T[];
}

export async function queryNumber(connection: DuckDBConnection, sql: string): Promise<number> {
  const reader = await connection.runAndReadAll(sql);
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
