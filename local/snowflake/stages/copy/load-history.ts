/** What was loaded from which file: kept with the rows, in their transaction. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteText } from "../../sql/emit/text.ts";
import type { ReadView, Storage, TableId, WriteUnit } from "../../storage/port.ts";

export type LoadStatus = "LOADED" | "PARTIALLY_LOADED" | "LOAD_FAILED";

export interface LoadRecord {
  /** Catalog id of the table. A replaced table has another one, so its history begins anew. */
  tableId: number;
  /** Catalog id of the pipe; null for COPY itself. */
  pipeId: number | null;
  pipeName: string | null;
  /** `s3://bucket/key`, or the stage's folder and path. */
  file: string;
  /** As COPY_HISTORY shows it: the path under the stage. */
  fileName: string;
  stageLocation: string;
  contentKey: string;
  bytes: number;
  modifiedAt: number;
  /** Milliseconds of the clock. */
  loadedAt: number;
  receivedAt: number | null;
  status: LoadStatus;
  rowsParsed: number;
  rowsLoaded: number;
  errorLimit: number;
  errorCount: number;
  firstError: string | null;
  firstErrorLine: number | null;
  firstErrorCharacter: number | null;
  firstErrorColumn: string | null;
  queryId: string;
}

const columns: Readonly<Record<keyof LoadRecord, string>> = {
  tableId: "BIGINT",
  pipeId: "BIGINT",
  pipeName: "VARCHAR",
  file: "VARCHAR",
  fileName: "VARCHAR",
  stageLocation: "VARCHAR",
  contentKey: "VARCHAR",
  bytes: "BIGINT",
  modifiedAt: "BIGINT",
  loadedAt: "BIGINT",
  receivedAt: "BIGINT",
  status: "VARCHAR",
  rowsParsed: "BIGINT",
  rowsLoaded: "BIGINT",
  errorLimit: "BIGINT",
  errorCount: "BIGINT",
  firstError: "VARCHAR",
  firstErrorLine: "BIGINT",
  firstErrorCharacter: "BIGINT",
  firstErrorColumn: "VARCHAR",
  queryId: "VARCHAR",
};
const names = Object.keys(columns) as (keyof LoadRecord)[];

const DAY = 86_400_000;
/** https://docs.snowflake.com/en/user-guide/data-load-considerations-load#load-metadata */
export const COPY_MEMORY_MS = 64 * DAY;
/** https://docs.snowflake.com/en/user-guide/data-load-snowpipe-intro : 14 days, by path and name. */
export const PIPE_MEMORY_MS = 14 * DAY;

/** One per storage, made at its first use. */
const tables = new WeakMap<Storage, Promise<TableId>>();

export function historyTable(storage: Storage): Promise<TableId> {
  const known = tables.get(storage);
  if (known !== undefined) return known;
  const made = storage.systemTable(
    "load_history",
    names.map((name) => ({ name, type: columns[name] })),
  );
  tables.set(storage, made);
  void made.then((table) => ready.set(storage, table));
  return made;
}

const ready = new WeakMap<Storage, TableId>();

/** For where nothing can be waited for: once the twin has started, the table is there. */
export function knownHistoryTable(storage: Storage): TableId {
  const table = ready.get(storage);
  if (table === undefined) throw new Error("The load history was not opened.");
  return table;
}

/** DuckDB text of the history that a statement sees. */
export const historyRelation = (view: ReadView, table: TableId): string => view.relation(table, names);

const literalOf = (value: string | number | null): string =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : quoteText(value);

export async function recordLoads(unit: WriteUnit, table: TableId, records: readonly LoadRecord[]): Promise<void> {
  // A file list can be long: DuckDB parses some hundred rows of VALUES at a time without trouble.
  for (let from = 0; from < records.length; from += 500) {
    const rows = records
      .slice(from, from + 500)
      .map((record) => `(${names.map((name) => literalOf(record[name])).join(", ")})`);
    const casts = names.map((name, index) => `CAST(c${index} AS ${columns[name]})`);
    const labels = names.map((_, index) => `c${index}`).join(", ");
    await unit.append(table, names, `SELECT ${casts.join(", ")} FROM (VALUES ${rows.join(", ")}) AS v(${labels})`);
  }
}

/** TRUNCATE makes a table forget what COPY loaded. */
export const forgetLoads = (unit: WriteUnit, history: TableId, tableId: number): Promise<number> =>
  unit.remove(
    history,
    `SELECT "$rid" FROM ${unit.view.relation(history, names, { withRowId: true })} WHERE "tableId" = ${tableId} AND "pipeId" IS NULL`,
  );

export interface LoadedFile {
  file: string;
  contentKey: string;
  loadedAt: number;
}

export interface Memory {
  /** The newest load of each file that is still remembered. */
  loaded: ReadonlyMap<string, LoadedFile>;
  /** When the table got its first rows from a file; undefined: never. */
  firstLoadAt: number | undefined;
}

/** Of these files, those that COPY (or, with `pipeId`, the pipe) loaded whole or in part, and still remembers at `now`. */
export async function readMemory(
  connection: DuckDBConnection,
  view: ReadView,
  history: TableId,
  of: { tableId: number; pipeId?: number | undefined; files: readonly string[] },
  now: number,
): Promise<Memory> {
  const owner = of.pipeId === undefined ? `"tableId" = ${of.tableId} AND "pipeId" IS NULL` : `"pipeId" = ${of.pipeId}`;
  const since = now - (of.pipeId === undefined ? COPY_MEMORY_MS : PIPE_MEMORY_MS);
  const source = historyRelation(view, history);
  const wanted = `(SELECT unnest([${of.files.map(quoteText).join(", ")}]))`;
  const loaded =
    of.files.length === 0
      ? []
      : (
          await connection.runAndReadAll(
            `SELECT "file", arg_max("contentKey", "loadedAt"), max("loadedAt") FROM ${source} WHERE ${owner} AND "status" <> 'LOAD_FAILED' AND "loadedAt" >= ${since} AND "file" IN ${wanted} GROUP BY "file"`,
          )
        ).getRows();
  const first = await connection.runAndReadAll(`SELECT min("loadedAt") FROM ${source} WHERE ${owner}`);
  const firstLoadAt = first.getRows()[0]?.[0];
  return {
    loaded: new Map(
      loaded.map(([file, contentKey, loadedAt]) => [
        String(file),
        { file: String(file), contentKey: String(contentKey), loadedAt: Number(loadedAt) },
      ]),
    ),
    firstLoadAt: firstLoadAt === null || firstLoadAt === undefined ? undefined : Number(firstLoadAt),
  };
}
