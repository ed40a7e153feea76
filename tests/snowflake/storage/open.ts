/** A storage in memory or in a file, with one session and short forms for the tests. */
import type { ReadView, Storage, StorageSession, TableId } from "../../../local/snowflake/storage/port.ts";
import { openStorage } from "../../../local/snowflake/storage/storage.ts";

export interface Opened {
  storage: Storage;
  session: StorageSession;
  clock: { now: number };
}

export async function open(path = ":memory:", idleLimitMs?: number): Promise<Opened> {
  const clock = { now: 1_000_000 };
  const limit = idleLimitMs === undefined ? {} : { idleLimitMs };
  const storage = await openStorage({ path, now: () => clock.now, ...limit });
  return { storage, session: await storage.openSession(), clock };
}

export const columns = [
  { name: "ID", type: "INTEGER" },
  { name: "V", type: "VARCHAR" },
];
export const names = columns.map(({ name }) => name);

export const createTable = (storage: Storage, session: StorageSession): Promise<TableId> =>
  storage.ddl(session, { queryId: "create" }, (unit) => unit.createTable(columns));

export const insert = (storage: Storage, session: StorageSession, table: TableId, select: string, queryId = "insert") =>
  storage.write(session, { queryId, append: [table] }, (unit) => unit.append(table, names, select));

export const update = (storage: Storage, session: StorageSession, table: TableId, where: string, value: string) =>
  storage.write(session, { queryId: "update", change: [table] }, (unit) =>
    unit.replace(
      table,
      names,
      `select "$rid", "ID", ${value} from ${unit.view.relation(table, names, { withRowId: true })} where ${where}`,
    ),
  );

export const remove = (storage: Storage, session: StorageSession, table: TableId, where: string) =>
  storage.write(session, { queryId: "delete", change: [table] }, (unit) =>
    unit.remove(table, `select "$rid" from ${unit.view.relation(table, names, { withRowId: true })} where ${where}`),
  );

/** `ID:V` of every row seen, by ID. */
export async function rows(session: StorageSession, view: ReadView, table: TableId, at?: number): Promise<string[]> {
  const relation = view.relation(table, names, at === undefined ? {} : { at });
  const result = await session.connection.runAndReadAll(
    `select "ID" || ':' || "V" from ${relation} order by "ID", "V"`,
  );
  return result.getRows().map(([row]) => String(row));
}
