/** Drops versions of rows that neither time travel nor a stream can ask for any more. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CommitLog } from "./commit-log.ts";
import { inTransaction } from "./duck-transaction.ts";
import { tableName } from "./layout.ts";
import type { ChangePoint, TableId } from "./port.ts";

/** `needed`: the oldest points that streams still read at. Gives the number of versions dropped. */
export async function purgeTable(
  connection: DuckDBConnection,
  log: CommitLog,
  table: TableId,
  before: number,
  needed: readonly (ChangePoint | undefined)[],
): Promise<number> {
  // The state at `before` itself can still be asked for: its point is kept, what ended at or before it is not seen there.
  const reachable = log.pointAt(table, { kind: "timestamp", at: before });
  if (reachable === undefined) return 0;
  const floor = Math.min(reachable, ...needed.filter((point) => point !== undefined));
  if (floor <= log.floor(table)) return 0;
  const dropped = await inTransaction(connection, async () => {
    const result = await connection.run(`delete from ${tableName(table)} where "$del" <= ${floor}`);
    await connection.run(`delete from storage.commits where table_id = ${table} and point < ${floor}`);
    await connection.run(`delete from storage.floors where table_id = ${table}`);
    await connection.run(`insert into storage.floors values (${table}, ${floor})`);
    return result.rowsChanged;
  });
  log.raiseFloor(table, floor);
  return dropped;
}
