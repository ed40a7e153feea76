/** Writes versions of rows within one statement's DuckDB transaction: append, end, replace. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { hiddenColumns, LIVE, quote, quoteAll, tableName } from "./layout.ts";
import type { TableId } from "./port.ts";
import { isSeen, type Sight } from "./visibility.ts";

/** The stamp of new and ended versions: the statement's point, or the transaction's own stamp until it commits. */
export interface Stamp {
  value: bigint;
  /** In an explicit transaction rows of its own may be there already, and are changed in place of being ended. */
  isPending: boolean;
}

const hidden = quoteAll(hiddenColumns);
const nextRowId = "nextval('storage.row_ids')";

export async function appendRows(
  connection: DuckDBConnection,
  table: TableId,
  columns: readonly string[],
  select: string,
  { value }: Stamp,
): Promise<number> {
  const names = [hidden, ...columns.map(quote)].join(", ");
  const result = await connection.run(
    `insert into ${tableName(table)} (${names}) select ${nextRowId}, ${value}, ${LIVE}, false, * from (${select})`,
  );
  return result.rowsChanged;
}

/** Ends the versions that are seen and meet `condition`; those that the transaction itself made go without a trace. */
async function end(
  connection: DuckDBConnection,
  table: TableId,
  sight: Sight,
  condition: string,
  stamp: Stamp,
): Promise<number> {
  let count = 0;
  if (stamp.isPending && sight.own !== undefined) {
    const own = await connection.run(`delete from ${tableName(table)} where "$ins" = ${sight.own} and ${condition}`);
    count += own.rowsChanged;
  }
  const seen = isSeen({ point: sight.point });
  const notEnded = `"$del" = ${LIVE}`;
  const ended = await connection.run(
    `update ${tableName(table)} set "$del" = ${stamp.value} where ${seen} and ${notEnded} and ${condition}`,
  );
  return count + ended.rowsChanged;
}

export async function removeRows(
  connection: DuckDBConnection,
  table: TableId,
  sight: Sight,
  rowIds: string,
  stamp: Stamp,
): Promise<number> {
  if (!stamp.isPending || sight.own === undefined) {
    return end(connection, table, sight, `"$rid" in (select columns(*)::bigint from (${rowIds}))`, stamp);
  }
  // Asked twice, and the first answer changes the table: so the ids are set aside.
  await connection.run(`create or replace temp table "$ended" as select columns(*)::bigint as id from (${rowIds})`);
  return end(connection, table, sight, `"$rid" in (select id from "$ended")`, stamp);
}

export function removeAllRows(
  connection: DuckDBConnection,
  table: TableId,
  sight: Sight,
  stamp: Stamp,
): Promise<number> {
  return end(connection, table, sight, "true", stamp);
}

export async function replaceRows(
  connection: DuckDBConnection,
  table: TableId,
  columns: readonly string[],
  select: string,
  sight: Sight,
  stamp: Stamp,
): Promise<number> {
  const plain = columns.map((_, index) => `c${index}`);
  await connection.run(
    `create or replace temp table "$new" as select * from (${select}) as n(${["rid", ...plain].join(", ")})`,
  );
  // A row that this transaction inserted and now updates is still an insert to everyone else.
  let isUpdate = "true";
  if (stamp.isPending && sight.own !== undefined) {
    await connection.run(
      `create or replace temp table "$inserted" as select "$rid" as id from ${tableName(table)} where "$ins" = ${sight.own} and not "$upd"`,
    );
    isUpdate = `rid not in (select id from "$inserted")`;
  }
  await end(connection, table, sight, `"$rid" in (select rid from "$new")`, stamp);
  const names = [hidden, ...columns.map(quote)].join(", ");
  const values = ["rid", stamp.value, LIVE, isUpdate, ...plain].join(", ");
  const result = await connection.run(
    `insert into ${tableName(table)} (${names}) select ${values} from temp.main."$new"`,
  );
  return result.rowsChanged;
}
