/** INFORMATION_SCHEMA.QUERY_HISTORY and its kin: https://docs.snowflake.com/en/sql-reference/functions/query_history */
import type { Cell } from "../../engine/context.ts";
import { column, numberType, timestampType } from "../../engine/literal-result.ts";
import type { QueryRecord } from "../../engine/query-history.ts";
import type { TableFunctions } from "../../engine/table-functions.ts";
import type { BoundArgument } from "../../sql/binder/catalog-view.ts";
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
  column("QUERY_TAG"),
  column("EXECUTION_STATUS"),
  column("ERROR_CODE"),
  column("ERROR_MESSAGE"),
  column("START_TIME", timestampType),
  column("END_TIME", timestampType),
  column("TOTAL_ELAPSED_TIME", numberType),
  column("ROWS_PRODUCED", numberType),
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
  record.tag,
  record.status === "ABORTED" ? "FAILED_WITH_ERROR" : record.status,
  record.error?.code ?? null,
  record.error?.message ?? null,
  record.startedAt,
  record.endedAt ?? null,
  (record.endedAt ?? now) - record.startedAt,
  record.rowsProduced,
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

const limitOf = (args: readonly BoundArgument[]): number =>
  Number(args.find(({ name }) => name === "RESULT_LIMIT")?.constant ?? 100);

/** Newest first. */
const history = (
  records: Iterable<QueryRecord>,
  args: readonly BoundArgument[],
  now: number,
  keep: (record: QueryRecord) => boolean,
) => {
  const rows = [...records].filter(keep).toReversed().slice(0, limitOf(args));
  return queryHistoryRelation(rows, now);
};

export const queryHistoryFunctions: TableFunctions = {
  QUERY_HISTORY: (context, args, twin) => history(twin.history.all(), args, context.now, () => true),
  QUERY_HISTORY_BY_SESSION: (context, args, twin) => {
    const session = args.find(({ name }) => name === "SESSION_ID")?.constant ?? context.session.id;
    return history(twin.history.all(), args, context.now, ({ sessionId }) => String(sessionId) === String(session));
  },
  QUERY_HISTORY_BY_USER: (context, args, twin) => {
    const user = args.find(({ name }) => name === "USER_NAME")?.constant ?? context.session.user;
    return history(twin.history.all(), args, context.now, (record) => record.user === user);
  },
  QUERY_HISTORY_BY_WAREHOUSE: (context, args, twin) => {
    const warehouse = args.find(({ name }) => name === "WAREHOUSE_NAME")?.constant ?? context.session.warehouse;
    return history(twin.history.all(), args, context.now, (record) => record.warehouse === warehouse);
  },
};
