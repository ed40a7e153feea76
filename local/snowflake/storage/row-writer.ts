/** Writes versions of rows within one statement's DuckDB transaction: append, end, replace. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { hiddenColumns, LIVE, quote, quoteAll, tableName } from "./layout.ts";
import type { TableId } from "./port.ts";
import { withScratch } from "./scratch.ts";
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
  return withScratch(connection, "$ended", `select columns(*)::bigint as id from (${rowIds})`, () =>
    end(connection, table, sight, `"$rid" in (select id from temp.main."$ended")`, stamp),
  );
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
  const rows = `select * from (${select}) as n(${["rid", ...plain].join(", ")})`;
  const names = [hidden, ...columns.map(quote)].join(", ");
  const write = async (isUpdate: string): Promise<number> => {
    await end(connection, table, sight, `"$rid" in (select rid from temp.main."$new")`, stamp);
    const values = ["rid", stamp.value, LIVE, isUpdate, ...plain].join(", ");
    const result = await connection.run(
      `insert into ${tableName(table)} (${names}) select ${values} from temp.main."$new"`,
    );
    return result.rowsChanged;
  };
  return withScratch(connection, "$new", rows, () => {
    if (!stamp.isPending || sight.own === undefined) return write("true");
    // A row that this transaction inserted and now updates is still an insert to everyone else.
    const inserted = `select "$rid" as id from ${tableName(table)} where "$ins" = ${sight.own} and not "$upd"`;
    return withScratch(connection, "$inserted", inserted, () =>
      write(`rid not in (select id from temp.main."$inserted")`),
    );
  });
}
