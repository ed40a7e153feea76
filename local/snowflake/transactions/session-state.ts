/** A session's side of its transaction: what it wrote, and what has to happen when it commits. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Committed, TableChange } from "../storage/commit-log.ts";
import type { OpenTransaction, StorageSession, TableId } from "../storage/port.ts";

export type CommitWork = (connection: DuckDBConnection) => Promise<void>;

/** What one statement did, kept apart until the statement has succeeded. */
export interface StatementEffects {
  changes: TableChange[];
  written: Set<TableId>;
  atCommit: CommitWork[];
  afterCommit: (() => void)[];
}

export const noEffects = (): StatementEffects => ({
  changes: [],
  written: new Set(),
  atCommit: [],
  afterCommit: [],
});

export interface TransactionState extends OpenTransaction {
  /** Larger than every point: see PENDING in `storage/layout.ts`. */
  readonly stamp: bigint;
  /** What was committed when the transaction began: streams are read as of here. */
  readonly begunAt: Committed;
  readonly effects: StatementEffects;
}

export interface SessionState extends StorageSession {
  transaction: TransactionState | undefined;
  /** The statement that writes now; settled, never rejected, when it has ended. */
  writing: Promise<void> | undefined;
  /** When its last statement began or ended, by `performance.now()`. */
  usedAt: number;
  /** Its transaction is being rolled back since it was idle: what comes next waits for that. */
  ending: Promise<void> | undefined;
}

export function addEffects(to: StatementEffects, more: StatementEffects): void {
  to.changes.push(...more.changes);
  for (const table of more.written) to.written.add(table);
  to.atCommit.push(...more.atCommit);
  to.afterCommit.push(...more.afterCommit);
}
