/** What ran: one record per statement, for monitoring, QUERY_HISTORY, and retried requests. */

export type QueryStatus = "QUEUED" | "RUNNING" | "SUCCESS" | "FAILED_WITH_ERROR" | "ABORTED";

export interface QueryRecord {
  readonly queryId: string;
  readonly sessionId: number;
  readonly text: string;
  readonly user: string;
  role: string;
  warehouse: string | undefined;
  database: string | undefined;
  schema: string | undefined;
  tag: string;
  /** The statement's kind in the syntax tree; "" until it is parsed. */
  statementKind: string;
  status: QueryStatus;
  /** Milliseconds of the clock. */
  readonly startedAt: number;
  endedAt: number | undefined;
  error: { code: string; message: string } | undefined;
  rowsProduced: number;
  rowsInserted: number;
  rowsUpdated: number;
  rowsDeleted: number;
}

export interface QueryHistory {
  add(record: QueryRecord): void;
  get(queryId: string): QueryRecord | undefined;
  /** Oldest first. */
  all(): Iterable<QueryRecord>;
}

const keptRecords = 20_000;

export function createQueryHistory(): QueryHistory {
  const records = new Map<string, QueryRecord>();
  return {
    add(record) {
      records.set(record.queryId, record);
      if (records.size <= keptRecords) return;
      const oldest = records.keys().next().value;
      if (oldest !== undefined) records.delete(oldest);
    },
    get: (queryId) => records.get(queryId),
    all: () => records.values(),
  };
}
