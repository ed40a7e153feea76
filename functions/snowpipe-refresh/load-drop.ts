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
  for (const table of tables) {
    const known = await historyOf(options, table);
    if (isComplete(table, known)) continue;
    // The prefix is appended to the path in the pipe's definition, so the refresh touches this drop's files only.
    await warehouse.query(`alter pipe ${database}.${table.target}_PIPE refresh prefix = '${done.drop}/'`);
  }
  const loads = await Promise.all(tables.map((table) => waitForTable(options, table)));
  const problems: string[] = [];
  for (const [index, table] of tables.entries()) {
    const rows = await countRows(options, table, done.drop);
    const { isStaging } = contractTable(done, table);
    problems.push(...loadProblems(table, loads[index]!.files, rows, isStaging));
  }
  if (problems.length > 0)
    throw new LoadFailed(
      `The load of ${done.dataset} ${done.drop} is not what the archive holds: ${problems.join("; ")}`,
    );
  for (const table of done.tables) await record(options, done, table);
  return loads;
}

function contractTable({ dataset }: Done, { table }: DoneTable): TableContract {
  const found = contractOf(dataset).tables.find((each) => each.table === table);
  if (!found) throw new ConfigError(`The contract of ${dataset} has no table ${table}.`);
  return found;
}

async function waitForTable(options: LoadOptions, table: DoneTable): Promise<TableLoad> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
    const files = await historyOf(options, table);
    if (isComplete(table, files)) return { target: table.target, rows: table.accepted, files };
    if (Date.now() + waitMs > options.deadline) {
      const missing = table.files.filter(({ key }) => !files.some((file) => file.key === key)).map(({ key }) => key);
      throw new LoadFailed(
        `Snowpipe has not finished ${table.target} in time; not loaded yet: ${missing.join(", ") || "files in progress"}`,
      );
    }
    await pause(waitMs);
  }
}

/** COPY_HISTORY has 14 days and at most 10,000 rows a call, so it is asked from when the files were made. */
async function historyOf({ warehouse, database, archivedAt }: LoadOptions, table: DoneTable): Promise<LoadedFile[]> {
  const rows = await warehouse.query(
    `select file_name, status, row_count, row_parsed, first_error_message, first_error_line_number as first_error_line_num, first_error_column_name
from table(${database}.information_schema.copy_history(table_name => '${database}.${table.target}', start_time => to_timestamp_ltz('${new Date(archivedAt - HOUR_MS).toISOString()}')))
order by last_load_time`,
  );
  return loadedFiles(table, rows);
}

async function countRows({ warehouse, database }: LoadOptions, { target }: DoneTable, drop: string): Promise<number> {
  const [row] = await warehouse.query(`select count(*) as row_count from ${database}.${target} where _drop_id = ?`, [
    drop,
  ]);
  return Number(row?.ROW_COUNT);
}

/** Once per drop and table: a load that is proved again changes nothing. */
async function record({ warehouse, database }: LoadOptions, done: Done, table: DoneTable): Promise<void> {
  const producedAt =
    done.producedAt === null ? null : new Date(done.producedAt).toISOString().replace("T", " ").replace("Z", "");
  await warehouse.query(
    `insert into ${database}.raw.drops (
    drop_id, dataset, table_name, mode, sequence, produced_at, row_count, loaded_count, rejected_count, file_count, loaded_at
)
select ?, ?, ?, ?, ?, to_timestamp_ntz(?), ?, ?, ?, ?, current_timestamp()
where not exists (select 1 from ${database}.raw.drops where drop_id = ? and table_name = ?)`,
    [
      done.drop,
      done.dataset,
      table.table.toUpperCase(),
      done.mode,
      done.sequence,
      producedAt,
      table.rows,
      table.accepted,
      table.rejected,
      table.files.length,
      done.drop,
      table.table.toUpperCase(),
    ],
  );
}
