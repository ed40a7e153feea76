/** Has Snowpipe load one drop, waits until it has, and proves that every row is there once. */
import { setTimeout as pause } from "node:timers/promises";
import type { TableContract } from "../../shared/contract/contract.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import type { Done, DoneTable } from "../../shared/done.ts";
import { ConfigError } from "../../shared/errors.ts";
import type { Warehouse } from "../../shared/warehouse/warehouse.ts";
import { isComplete, type LoadedFile, loadedFiles, loadProblems } from "./load-report.ts";

/** What Snowflake did not do as it should: ours to look into, never the sender's. */
export class LoadFailed extends Error {
  override readonly name = "LoadFailed";
}

export interface LoadOptions {
  warehouse: Warehouse;
  database: string;
  /** When the drop's files were made, milliseconds since 1970: how far back the load history is read. */
  archivedAt: number;
  /** Milliseconds since 1970. Past it the wait is given up. */
  deadline: number;
}

export interface TableLoad {
  target: string;
  rows: number;
  files: LoadedFile[];
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;
const HOUR_MS = 3_600_000;

/** Throws `LoadFailed` with every difference found. Files that are loaded already are not loaded again. */
export async function loadDrop(options: LoadOptions, done: Done): Promise<TableLoad[]> {
  const { warehouse, database } = options;
  await warehouse.query(
    `alter session set query_tag = '${JSON.stringify({ app: "reelhouse", drop: done.drop, dataset: done.dataset })}'`,
  );
  const tables = done.tables.filter(({ files }) => files.length > 0);
  const known = await historyOf(options, tables);
  const missing = tables.filter((table, index) => !isComplete(table, known[index]!));
  // The prefix is appended to the path in the pipe's definition, so the refresh touches this drop's files only.
  await Promise.all(
    missing.map(({ target }) =>
      warehouse.query(`alter pipe ${database}.${target}_PIPE refresh prefix = '${done.drop}/'`),
    ),
  );
  const loaded = missing.length === 0 ? known : await waitForTables(options, tables);
  const rows = await countRows(options, tables, done.drop);
  const problems = tables.flatMap((table, index) =>
    loadProblems(table, loaded[index]!, rows[index]!, contractTable(done, table).isStaging),
  );
  if (problems.length > 0)
    throw new LoadFailed(
      `The load of ${done.dataset} ${done.drop} is not what the archive holds: ${problems.join("; ")}`,
    );
  await record(options, done);
  return tables.map(({ target, accepted }, index) => ({ target, rows: accepted, files: loaded[index]! }));
}

function contractTable({ dataset }: Done, { table }: DoneTable): TableContract {
  const found = contractOf(dataset).tables.find((each) => each.table === table);
  if (!found) throw new ConfigError(`The contract of ${dataset} has no table ${table}.`);
  return found;
}

async function waitForTables(options: LoadOptions, tables: readonly DoneTable[]): Promise<LoadedFile[][]> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    const files = await historyOf(options, tables);
    const waiting = tables.filter((table, index) => !isComplete(table, files[index]!));
    if (waiting.length === 0) return files;
    if (Date.now() + waitMs > options.deadline) {
      const known = new Set(files.flat().map(({ key }) => key));
      const missing = waiting.flatMap((table) => table.files.map(({ key }) => key).filter((key) => !known.has(key)));
      throw new LoadFailed(
        `Snowpipe has not finished ${waiting.map(({ target }) => target).join(", ")} in time; not loaded yet: ${missing.join(", ") || "files in progress"}`,
      );
    }
    await pause(waitMs);
  }
}

/** Of each table, in one query. COPY_HISTORY has 14 days and at most 10,000 rows a call, so it is asked from when the files were made. */
async function historyOf(
  { warehouse, database, archivedAt }: LoadOptions,
  tables: readonly DoneTable[],
): Promise<LoadedFile[][]> {
  if (tables.length === 0) return [];
  const since = new Date(archivedAt - HOUR_MS).toISOString();
  const rows = await warehouse.query(
    `${tables
      .map(
        ({ target }) =>
          `select '${target}' as target, file_name, status, row_count, row_parsed, first_error_message, first_error_line_number as first_error_line_num, first_error_column_name, last_load_time
from table(${database}.information_schema.copy_history(table_name => '${database}.${target}', start_time => to_timestamp_ltz('${since}')))`,
      )
      .join("\nunion all\n")}
order by last_load_time`,
  );
  return tables.map((table) =>
    loadedFiles(
      table,
      rows.filter(({ TARGET }) => TARGET === table.target),
    ),
  );
}

/** The drop's rows in each table, in one query. */
async function countRows(
  { warehouse, database }: LoadOptions,
  tables: readonly DoneTable[],
  drop: string,
): Promise<number[]> {
  if (tables.length === 0) return [];
  const rows = await warehouse.query(
    tables
      .map(
        ({ target }) =>
          `select '${target}' as target, count(*) as row_count from ${database}.${target} where _drop_id = ?`,
      )
      .join("\nunion all\n"),
    tables.map(() => drop),
  );
  return tables.map(({ target }) => Number(rows.find(({ TARGET }) => TARGET === target)?.ROW_COUNT));
}

/** Once per drop and table: a load that is proved again changes nothing. */
async function record({ warehouse, database }: LoadOptions, done: Done): Promise<void> {
  if (done.tables.length === 0) return;
  const producedAt =
    done.producedAt === null ? null : new Date(done.producedAt).toISOString().replace("T", " ").replace("Z", "");
  await warehouse.query(
    `insert into ${database}.raw.drops (
    drop_id, dataset, table_name, mode, sequence, produced_at, row_count, loaded_count, rejected_count, file_count, loaded_at
)
${done.tables
  .map(
    () => `select ?, ?, ?, ?, ?, to_timestamp_ntz(?), ?, ?, ?, ?, current_timestamp()
where not exists (select 1 from ${database}.raw.drops where drop_id = ? and table_name = ?)`,
  )
  .join("\nunion all\n")}`,
    done.tables.flatMap(({ table, rows, accepted, rejected, files }) => [
      done.drop,
      done.dataset,
      table.toUpperCase(),
      done.mode,
      done.sequence,
      producedAt,
      rows,
      accepted,
      rejected,
      files.length,
      done.drop,
      table.toUpperCase(),
    ]),
  );
}
