/** How versioned rows lie in the DuckDB file: names, hidden columns, and the stamps that say who sees a version. */
import type { SequenceId, TableId } from "./port.ts";

/** `$del` of a version that nothing has ended. The largest BIGINT, so that one comparison says "alive at point p": `$del > p`. */
export const LIVE = 9223372036854775807n;

/**
 * Stamps of explicit transactions that are not committed yet begin here. They are larger than every point, so nobody else's `$ins <= p`
 * sees their rows; COMMIT writes the point over them.
 */
export const PENDING = 4611686018427387904n;

/** Which row (kept by updates), the point that made this version, the point that ended it, and whether an update made it. */
export const hiddenColumns = ["$rid", "$ins", "$del", "$upd"] as const;

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoteAll = (names: readonly string[]): string => names.map(quote).join(", ");

export const tableName = (table: TableId): string => `data.t${table}`;
export const sequenceName = (sequence: SequenceId): string => `data.s${sequence}`;

/** What storage itself keeps, made once. No keys and indexes: rows are only appended and removed, which never conflict in DuckDB. */
export const bootstrap: readonly string[] = [
  "create schema if not exists data",
  "create schema if not exists storage",
  // Row ids come from a sequence: 10 % on top of a plain append, against 30 % for uuid() and 100 % for row_number().
  "create sequence if not exists storage.row_ids",
  "create sequence if not exists storage.object_ids",
  // One row per committed statement and table; `committed_at` in milliseconds of the clock.
  "create table if not exists storage.commits (table_id bigint, point bigint, committed_at bigint, query_id varchar)",
  // Where explicit transactions have rows that a crash would leave behind.
  "create table if not exists storage.pending (table_id bigint, stamp bigint)",
  // The oldest point that a table can still be read at.
  "create table if not exists storage.floors (table_id bigint, point bigint)",
  "create table if not exists storage.system_tables (name varchar, table_id bigint)",
];
