/**
 * SNOWFLAKE.ACCOUNT_USAGE, as far as the twin has something to say: what ran and what was loaded. Credits are null, since nothing was charged.
 * https://docs.snowflake.com/en/sql-reference/account-usage
 */

import { accountTaskHistory } from "../changes/task-functions.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { column, numberType, timestampType } from "../engine/literal-result.ts";
import type { QueryRecord } from "../engine/query-history.ts";
import type { Twin } from "../engine/twin.ts";
import type { ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { SfType } from "../sql/types.ts";
import { accountLoadHistory } from "../stages/load-history-view.ts";
import { literalRelation } from "./literal-relation.ts";
import type { ObjectPath } from "./objects.ts";
import { queryHistoryRelation } from "./table-functions/query-history.ts";

const floatType: SfType = { kind: "float" };

/** https://docs.snowflake.com/en/sql-reference/account-usage/query_attribution_history */
const attributionColumns = [
  column("QUERY_ID"),
  column("PARENT_QUERY_ID"),
  column("ROOT_QUERY_ID"),
  column("WAREHOUSE_ID", numberType),
  column("WAREHOUSE_NAME"),
  column("QUERY_HASH"),
  column("QUERY_PARAMETERIZED_HASH"),
  column("QUERY_TAG"),
  column("USER_NAME"),
  column("START_TIME", timestampType),
  column("END_TIME", timestampType),
  column("CREDITS_ATTRIBUTED_COMPUTE", floatType),
  column("CREDITS_USED_QUERY_ACCELERATION", floatType),
];

const attribution = (record: QueryRecord) => [
  record.queryId,
  null,
  null,
  null,
  record.warehouse ?? null,
  null,
  null,
  record.tag,
  record.user,
  record.startedAt,
  record.endedAt ?? null,
  null,
  null,
];

const isShared = ({ database, schema }: ObjectPath) => database === "SNOWFLAKE" && schema === "ACCOUNT_USAGE";

/** Undefined for every other name: the caller then refuses it. */
export function accountUsageRelation(
  { history }: Twin,
  context: ExecutionContext,
  path: ObjectPath,
): ResolvedRelation | undefined {
  if (!isShared(path)) return undefined;
  if (path.name === "LOAD_HISTORY") return accountLoadHistory(context);
  if (path.name === "TASK_HISTORY") return accountTaskHistory(context);
  const records = [...history.all()].filter(({ endedAt }) => endedAt !== undefined);
  if (path.name === "QUERY_ATTRIBUTION_HISTORY") return literalRelation(attributionColumns, records.map(attribution));
  if (path.name === "QUERY_HISTORY") return queryHistoryRelation(records, context.now);
  return undefined;
}
