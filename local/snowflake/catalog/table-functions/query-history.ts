/** INFORMATION_SCHEMA.QUERY_HISTORY and its kin: https://docs.snowflake.com/en/sql-reference/functions/query_history */
import { between, limitArgument } from "../../changes/function-arguments.ts";
import type { Cell, ExecutionContext } from "../../engine/context.ts";
import { column, numberType, timestampType } from "../../engine/literal-result.ts";
import type { QueryRecord } from "../../engine/query-history.ts";
import type { TableFunctions } from "../../engine/table-functions.ts";
import type { Twin } from "../../engine/twin.ts";
import type { BoundArgument, ResolvedRelation } from "../../sql/binder/catalog-view.ts";
import { literalRelation } from "../literal-relation.ts";

const columns = [
  column("QUERY_ID"),
  column("QUERY_TEXT"),
  column("DATABASE_NAME"),
  column("SCHEMA_NAME"),
  column("QUERY_TYPE"),
  column("SESSION_ID", numberType),
  column("USER_NAME"),
  column("ROLE_NAME"),
  column("WAREHOUSE_NAME"),
  column("WAREHOUSE_SIZE"),
  column("WAREHOUSE_TYPE"),
  column("CLUSTER_NUMBER", numberType),
  column("QUERY_TAG"),
  column("EXECUTION_STATUS"),
  column("ERROR_CODE"),
  column("ERROR_MESSAGE"),
  column("START_TIME", timestampType),
  column("END_TIME", timestampType),
  column("TOTAL_ELAPSED_TIME", numberType),
  column("BYTES_SCANNED", numberType),
  column("ROWS_PRODUCED", numberType),
  column("COMPILATION_TIME", numberType),
  column("EXECUTION_TIME", numberType),
  column("QUEUED_PROVISIONING_TIME", numberType),
  column("QUEUED_REPAIR_TIME", numberType),
  column("QUEUED_OVERLOAD_TIME", numberType),
  column("TRANSACTION_BLOCKED_TIME", numberType),
  column("CREDITS_USED_CLOUD_SERVICES", numberType),
  column("ROWS_INSERTED", numberType),
  column("ROWS_UPDATED", numberType),
  column("ROWS_DELETED", numberType),
];

const rowOf = (record: QueryRecord, now: number): Cell[] => [
  record.queryId,
  record.text,
  record.database ?? null,
  record.schema ?? null,
  record.statementKind
    .replace(/[A-Z]/g, "_$&")
    .toUpperCase()
    .replace(/^QUERY$/, "SELECT"),
  record.sessionId,
  record.user,
  record.role,
  record.warehouse ?? null,
  null,
  null,
  null,
  record.tag,
  record.status === "ABORTED" ? "FAILED_WITH_ERROR" : record.status,
  record.error?.code ?? null,
  record.error?.message ?? null,
  record.startedAt,
  record.endedAt ?? null,
  (record.endedAt ?? now) - record.startedAt,
  null,
  record.rowsProduced,
  null,
  null,
  null,
  null,
  null,
  null,
  null,
  record.rowsInserted,
  record.rowsUpdated,
  record.rowsDeleted,
];

/** All of `records`, in their order. */
export const queryHistoryRelation = (records: readonly QueryRecord[], now: number) =>
  literalRelation(
    columns,
    records.map((record) => rowOf(record, now)),
  );

/** RESULT_LIMIT's own upper end. */
const mostRows = 10_000;
const endAt = columns.findIndex(({ name }) => name === "END_TIME");

/** Newest first. Ends of the range are of END_TIME; a statement that runs is within a range without an end. */
function history(
  context: ExecutionContext,
  args: readonly BoundArgument[],
  twin: Twin,
  keep: (record: QueryRecord) => boolean,
): ResolvedRelation {
  const limit = limitArgument(args, 100);
  const hasRange = args.some(({ name }) => name === "END_TIME_RANGE_START" || name === "END_TIME_RANGE_END");
  const found = [...twin.history.all()].filter(keep).toReversed();
  const made = queryHistoryRelation(found.slice(0, hasRange ? mostRows : limit), context.now);
  const ended = `coalesce(c${endAt}, ${time(context.now)})`;
  const conditions = between(context, args, "END_TIME_RANGE_START", "END_TIME_RANGE_END", ended);
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  return { ...made, from: `(select * from ${made.from}${where} limit ${limit})` };
}

const time = (at: number) => `(make_timestamp(${at} * 1000) at time zone 'UTC')`;

const textOr = (args: readonly BoundArgument[], name: string, otherwise: string | number | undefined): string =>
  String(args.find((argument) => argument.name === name)?.constant ?? otherwise).toUpperCase();

export const queryHistoryFunctions: TableFunctions = {
  QUERY_HISTORY: (context, args, twin) => history(context, args, twin, () => true),
  QUERY_HISTORY_BY_SESSION: (context, args, twin) => {
    const session = textOr(args, "SESSION_ID", context.session.id);
    return history(context, args, twin, ({ sessionId }) => String(sessionId) === session);
  },
  QUERY_HISTORY_BY_USER: (context, args, twin) => {
    const user = textOr(args, "USER_NAME", context.session.user);
    return history(context, args, twin, (record) => record.user.toUpperCase() === user);
  },
  QUERY_HISTORY_BY_WAREHOUSE: (context, args, twin) => {
    const warehouse = textOr(args, "WAREHOUSE_NAME", context.session.warehouse);
    return history(context, args, twin, (record) => record.warehouse?.toUpperCase() === warehouse);
  },
};
