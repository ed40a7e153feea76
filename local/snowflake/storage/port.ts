/** What the twin's other parts ask of storage: versioned tables, sessions with transactions, write units, reading at a point. */
import type { DuckDBConnection } from "@duckdb/node-api";

/**
 * A physical table, `data.t<id>` in the DuckDB file. The catalog keeps the id with the table's name, so rename, swap, replace, drop and
 * undrop change the catalog only.
 */
export type TableId = number;
/** A DuckDB sequence, `data.s<id>`. Its values are never taken back by a rollback, as in Snowflake. */
export type SequenceId = number;

export interface PhysicalColumn {
  /** Normalised Snowflake name; stored as it is. */
  name: string;
  /** DuckDB type text, from `duckType` of `sql/types.ts`. */
  type: string;
}

/** Row identity: kept by updates, never reused. A BIGINT. The name can not be written unquoted in Snowflake SQL. */
export const ROW_ID = "$rid";

/** The state of one table after a commit; a statement reads committed points only, and its own transaction's rows. */
export type ChangePoint = number;

/** AT | BEFORE of a query, as milliseconds of the clock or the id of a query that changed the table. */
export type PastPoint =
  | { kind: "timestamp"; at: number; before?: boolean }
  | { kind: "statement"; queryId: string; before?: boolean };

export interface RelationOptions {
  /** Adds `"$rid"` as the first column. */
  withRowId?: boolean;
  /** Rows as they were then, instead of now. */
  at?: ChangePoint;
}

/** What one statement sees: taken when the statement begins, the same until it ends (read committed, per statement). */
export interface ReadView {
  /** DuckDB text usable after FROM: a subquery in brackets with the named columns of the rows that the statement sees. */
  relation(table: TableId, columns: readonly string[], options?: RelationOptions): string;
  /** The newest change of the table that this statement sees, without its own transaction's. */
  pointOf(table: TableId): ChangePoint;
}

/** A connection and its transaction. One statement at a time; a streamed result is read before the next statement starts. */
export interface StorageSession {
  readonly id: number;
  readonly connection: DuckDBConnection;
  /** Seconds a statement waits for another transaction's lock (LOCK_TIMEOUT, 43200 by default). */
  lockTimeoutSeconds: number;
  readonly transaction: OpenTransaction | undefined;
  /** Rides with each commit of the session, in its DuckDB transaction: the record of a task's run. */
  atCommit?: ((connection: DuckDBConnection) => Promise<void>) | undefined;
}

export interface OpenTransaction {
  /** As CURRENT_TRANSACTION() gives it. */
  readonly id: string;
  /** Milliseconds of the clock. */
  readonly startedAt: number;
  readonly name: string | undefined;
}

export interface WriteRequest {
  queryId: string;
  /** Tables that get rows: writers of one table take turns for the length of the statement. */
  append?: readonly TableId[];
  /** Tables whose rows are changed or ended: locked to the end of the transaction. Implies `append`. */
  change?: readonly TableId[];
  /** Other things held to the end of the transaction: streams that the statement consumes. */
  lock?: readonly string[];
  /** Ends the wait for locks. */
  signal?: AbortSignal;
}

/**
 * One statement's writes: one DuckDB transaction on the session's connection, committed when `work` returns, undone when it throws. In an
 * explicit transaction of the session the rows stay invisible to others until `commit`; a failed statement leaves the transaction open.
 */
export interface WriteUnit {
  readonly connection: DuckDBConnection;
  /** Taken after the locks were got: compile the statement's queries against this one. */
  readonly view: ReadView;

  /** The rows of a query, in the order of `columns`; columns left out are null. Gives the number of rows. */
  append(table: TableId, columns: readonly string[], duckSelect: string): Promise<number>;
  /** Ends the versions whose row ids the query gives (its first column). Gives the number of rows. */
  remove(table: TableId, rowIdSelect: string): Promise<number>;
  /** Replaces rows: the query gives `"$rid"` first, then a value for every one of `columns`, which are all of the table's. */
  replace(table: TableId, columns: readonly string[], duckSelect: string): Promise<number>;
  /** Ends every row (TRUNCATE, INSERT OVERWRITE). Gives the number of rows. */
  removeAll(table: TableId): Promise<number>;

  /** Runs in the DuckDB transaction that makes this statement visible: now, or at COMMIT. For what rides with the data. */
  atCommit(work: (connection: DuckDBConnection) => Promise<void>): void;
  /** Runs once the statement's changes are visible, never when they are undone. For caches in memory. */
  afterCommit(work: () => void): void;
}

/** What only DDL does, besides what every write does. Catalog rows are written through `connection` and share the transaction. */
export interface DdlUnit extends WriteUnit {
  createTable(columns: readonly PhysicalColumn[]): Promise<TableId>;
  /** A new table with the rows of another, seen now or at a point. New row ids: streams do not carry over. */
  cloneTable(source: TableId, columns: readonly PhysicalColumn[], at?: ChangePoint): Promise<TableId>;
  /** The data goes for good. For DROP with UNDROP keep the id in the catalog and call this when retention has passed. */
  destroyTable(table: TableId): Promise<void>;
  /** `fill` is DuckDB text for the value of rows that exist; null without it. */
  addColumn(table: TableId, column: PhysicalColumn, fill?: string): Promise<void>;
  dropColumn(table: TableId, name: string): Promise<void>;
  renameColumn(table: TableId, from: string, to: string): Promise<void>;
  /** Changes the DuckDB type. A change of length or nullability that DuckDB does not know is the catalog's alone. */
  changeColumnType(table: TableId, name: string, type: string): Promise<void>;
  createSequence(start: bigint, increment: bigint): Promise<SequenceId>;
  destroySequence(sequence: SequenceId): Promise<void>;
}

export interface StreamOffset {
  /** Per table that the stream's source reads: changes after this point are in the stream. */
  readonly points: ReadonlyMap<TableId, ChangePoint>;
  /** SHOW_INITIAL_ROWS, until first consumed: the rows of that point, not changes since. */
  readonly isInitial: boolean;
  /** Milliseconds of the clock of the point; staleness counts from here. */
  readonly at: number;
}

export interface StreamOffsets {
  get(streamId: number): StreamOffset | undefined;
  /** Written in the unit's transaction, seen when that is committed. */
  set(unit: WriteUnit, streamId: number, offset: StreamOffset): void;
  remove(unit: WriteUnit, streamId: number): void;
  /** Until when history is kept for a stream (milliseconds); later it is stale. Set when the stream is made or its table altered. */
  hold(isHeld: (streamId: number, offset: StreamOffset) => boolean): void;
}

export interface Storage {
  readonly streamOffsets: StreamOffsets;

  openSession(): Promise<StorageSession>;
  /** Ends the statement that runs, rolls an open transaction back and frees the connection. */
  closeSession(session: StorageSession): Promise<void>;

  /** For a statement that reads only. */
  readView(session: StorageSession): ReadView;
  /** One DML statement. Waits for locks; throws a SnowflakeError on time-out, deadlock or abort. */
  write<T>(session: StorageSession, request: WriteRequest, work: (unit: WriteUnit) => Promise<T>): Promise<T>;
  /** One DDL statement: commits the session's open transaction first, and itself when done. DDL statements run one at a time. */
  ddl<T>(session: StorageSession, request: WriteRequest, work: (unit: DdlUnit) => Promise<T>): Promise<T>;

  /** BEGIN. In an open transaction it does nothing, as in Snowflake. */
  begin(session: StorageSession, name?: string): OpenTransaction;
  /** COMMIT. Without a transaction it does nothing. */
  commit(session: StorageSession): Promise<void>;
  /** ROLLBACK. Without a transaction it does nothing. */
  rollback(session: StorageSession): Promise<void>;

  /** What is committed now: another object after each commit, of DDL too. For noticing that what was read may have changed. */
  committedState(): object;
  /** Rows alive at the newest commit. */
  rowCount(table: TableId): Promise<number>;
  /** Milliseconds of the clock when the newest change of the table was committed. */
  lastChangedAt(table: TableId): number | undefined;
  /** The newest committed point of a table; undefined when nothing was ever written to it. */
  newestPoint(table: TableId): ChangePoint | undefined;
  /** The point that AT | BEFORE means for a table; undefined when the table was not there then or its history is gone. */
  pointAt(table: TableId, past: PastPoint): ChangePoint | undefined;
  /** DuckDB text of a sequence's next value, for use in a query. */
  nextValue(sequence: SequenceId): string;

  /** A versioned table for bookkeeping that must commit and roll back with the data (load history), by a fixed name. */
  systemTable(name: string, columns: readonly PhysicalColumn[]): Promise<TableId>;

  /** `at` of every statement's view in the session's transaction: what was committed when it began. For streams. */
  beginView(session: StorageSession): ReadView | undefined;
  /** Tells purge what is still needed: gives a table's oldest needed point, or undefined. Gives the way to take it back. */
  holdHistory(oldestNeeded: (table: TableId) => ChangePoint | undefined): () => void;
  /** Locks held and waited for, for SHOW LOCKS: `t<id>` for tables; owners are session ids. */
  locks(): { key: string; owner: number; waiting: number[] }[];

  /** Drops versions that ended before `before` (milliseconds of the clock) and that no stream still needs. Gives the number of rows. */
  purge(table: TableId, before: number): Promise<number>;
  close(): Promise<void>;
}
