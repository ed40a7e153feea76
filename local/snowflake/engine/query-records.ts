/** The record of a statement in the history, from its beginning to its end. */
import type { SnowflakeError } from "../errors.ts";
import type { Session } from "../session.ts";
import { parameterValue } from "../wire/parameters.ts";
import type { RowCounts, StatementResult } from "./context.ts";
import type { QueryRecord } from "./query-history.ts";
import type { Twin } from "./twin.ts";

/** Without `tag` the session's. */
export function openRecord(
  twin: Twin,
  session: Session,
  { queryId, text, tag }: { queryId: string; text: string; tag?: string | undefined },
): QueryRecord {
  const record: QueryRecord = {
    queryId,
    sessionId: session.id,
    text,
    user: session.user,
    role: session.role,
    warehouse: session.warehouse,
    database: session.database,
    schema: session.schema,
    tag: tag ?? String(parameterValue(session.parameters, "QUERY_TAG")),
    statementKind: "",
    status: "RUNNING",
    startedAt: twin.clock.now(),
    endedAt: undefined,
    error: undefined,
    rowsProduced: 0,
    rowsInserted: 0,
    rowsUpdated: 0,
    rowsDeleted: 0,
  };
  twin.history.add(record);
  return record;
}

export function closeRecord(
  twin: Twin,
  record: QueryRecord,
  counts: RowCounts | undefined,
  rowsProduced: number,
): void {
  record.status = "SUCCESS";
  record.endedAt = twin.clock.now();
  record.rowsProduced = rowsProduced;
  record.rowsInserted = counts?.inserted ?? 0;
  record.rowsUpdated = counts?.updated ?? 0;
  record.rowsDeleted = counts?.deleted ?? 0;
}

export function failRecord(twin: Twin, record: QueryRecord, error: SnowflakeError): void {
  record.status = error.code === "000604" ? "ABORTED" : "FAILED_WITH_ERROR";
  record.endedAt = twin.clock.now();
  record.error = { code: error.code, message: error.message };
}

/** Of statements inside others, whose rows are read later. */
const unread = new WeakMap<StatementResult, { twin: Twin; record: QueryRecord }>();

export function keepForReading(twin: Twin, record: QueryRecord, result: StatementResult): void {
  closeRecord(twin, record, result.counts, result.rows.kind === "rows" ? result.rows.rows.length : 0);
  unread.set(result, { twin, record });
}

/** The rows of a statement's result were read, or could not be. */
export function noteRead(result: StatementResult, outcome: number | SnowflakeError): void {
  const found = unread.get(result);
  if (found === undefined) return;
  if (typeof outcome === "number") found.record.rowsProduced = outcome;
  else failRecord(found.twin, found.record, outcome);
}
