/** LOAD_HISTORY, what COPY INTO loaded in the last 14 days, and PIPE_USAGE_HISTORY, what pipes did by the hour. */

import type { ObjectPath } from "../catalog/objects.ts";
import { between, optionalText } from "../changes/function-arguments.ts";
import type { ExecutionContext, ResultColumn } from "../engine/context.ts";
import { column, numberType, timestampType } from "../engine/literal-result.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { duckType } from "../sql/types.ts";
import { historyRelation, knownHistoryTable } from "./copy/load-history.ts";

const dayMs = 86_400_000;
const time = (value: string) => `(make_timestamp(${value} * 1000) at time zone 'UTC')`;
const loads = (context: ExecutionContext) =>
  historyRelation(context.storage.readView(context.session.storage), knownHistoryTable(context.storage));

type Columns = readonly (readonly [ResultColumn, string])[];

function select(columns: Columns, from: string): ResolvedRelation {
  const items = columns.map(([{ name, type }, sql]) => `cast(${sql} as ${duckType(type)}) as ${quoteName(name)}`);
  return { columns: columns.map(([made]) => made), from: `(select ${items.join(", ")} from ${from})` };
}

/** https://docs.snowflake.com/en/sql-reference/info-schema/load_history : "not … data loaded using Snowpipe", 10,000 rows at most. */
const loadColumns: Columns = [
  [column("SCHEMA_NAME"), "schema_name"],
  [column("FILE_NAME"), `"stageLocation" || "fileName"`],
  [column("TABLE_NAME"), "table_name"],
  [column("LAST_LOAD_TIME", timestampType), time(`"loadedAt"`)],
  [column("STATUS"), `"status"`],
  [column("ROW_COUNT", numberType), `"rowsLoaded"`],
  [column("ROW_PARSED", numberType), `"rowsParsed"`],
  [column("FIRST_ERROR_MESSAGE"), `"firstError"`],
  [column("FIRST_ERROR_LINE_NUMBER", numberType), `"firstErrorLine"`],
  [column("FIRST_ERROR_CHARACTER_POSITION", numberType), `"firstErrorCharacter"`],
  [column("FIRST_ERROR_COL_NAME"), `"firstErrorColumn"`],
  [column("ERROR_COUNT", numberType), `"errorCount"`],
  [column("ERROR_LIMIT", numberType), `"errorLimit"`],
];

export function loadHistoryView(context: ExecutionContext, database: string): ResolvedRelation {
  return select(
    loadColumns,
    `(select * from ${loads(context)} as l join ${namedTables(context, { database })} as t on t.id = l."tableId"
      where "pipeId" is null and "loadedAt" >= ${context.now - 14 * dayMs} order by "loadedAt" desc limit 10000)`,
  );
}

/** https://docs.snowflake.com/en/sql-reference/account-usage/load_history : a year, of every database. */
const accountLoadColumns: Columns = [
  [column("TABLE_ID", numberType), "id"],
  [column("TABLE_NAME"), "table_name"],
  [column("SCHEMA_ID", numberType), "schema_id"],
  [column("SCHEMA_NAME"), "schema_name"],
  [column("CATALOG_ID", numberType), "catalog_id"],
  [column("CATALOG_NAME"), "catalog_name"],
  ...loadColumns.filter(([{ name }]) => name !== "TABLE_NAME" && name !== "SCHEMA_NAME"),
];

export function accountLoadHistory(context: ExecutionContext): ResolvedRelation {
  return select(
    accountLoadColumns,
    `(select * from ${loads(context)} as l join ${namedTables(context, {})} as t on t.id = l."tableId"
      where "pipeId" is null and "loadedAt" >= ${context.now - 365 * dayMs})`,
  );
}

/** DuckDB text of the tables' ids and names. */
function namedTables({ catalog }: ExecutionContext, within: { database?: string }): string {
  const idOf = (kind: "schema" | "database", path: ObjectPath) => catalog.get(kind, path)?.id ?? "null";
  const tables = catalog.list("table", within).map(({ id, database, schema, name }) => {
    const schemaId = idOf("schema", { database, schema: "", name: schema });
    const databaseId = idOf("database", { database: "", schema: "", name: database });
    return `(${id}, ${schemaId}, ${databaseId}, ${[database, schema, name].map(quoteText).join(", ")})`;
  });
  const names = "(id, schema_id, catalog_id, catalog_name, schema_name, table_name)";
  return tables.length === 0
    ? `(select * from (values (null::bigint, null::bigint, null::bigint, '', '', '')) as t${names} where false)`
    : `(select * from (values ${tables.join(", ")}) as t${names})`;
}

/** https://docs.snowflake.com/en/sql-reference/functions/pipe_usage_history : what would be billed is null. */
const usageColumns: Columns = [
  [column("START_TIME", timestampType), time("hour_at")],
  [column("END_TIME", timestampType), time("(hour_at + 3600000)")],
  [column("PIPE_NAME"), "pipe_name"],
  [column("CREDITS_USED", numberType), "null"],
  [column("BYTES_INSERTED", numberType), "bytes_inserted"],
  [column("FILES_INSERTED", numberType), "files_inserted"],
  [column("BYTES_BILLED", numberType), "null"],
];

const hourMs = 3_600_000;

/** Without a range the last 12 hours, as the page says. */
export function pipeUsageHistory(context: ExecutionContext, args: readonly BoundArgument[]): ResolvedRelation {
  const name = optionalText(args, "PIPE_NAME");
  const pipe = name === undefined ? undefined : context.catalog.get("pipe", context.pathOf(name, "pipe"));
  const isOpen = !args.some((argument) => /^DATE_RANGE_/.test(argument.name ?? ""));
  const conditions = [
    `"pipeId" is not null and "status" <> 'LOAD_FAILED'`,
    `"loadedAt" >= ${context.now - (isOpen ? 12 * hourMs : 14 * dayMs)}`,
    ...between(context, args, "DATE_RANGE_START", "DATE_RANGE_END", time(`"loadedAt"`)),
    ...(name === undefined ? [] : [`"pipeId" = ${pipe?.id ?? -1}`]),
  ];
  const grouped = `(select any_value("pipeName") as pipe_name, ("loadedAt" // ${hourMs}) * ${hourMs} as hour_at,
      sum("bytes") as bytes_inserted, count(*) as files_inserted
    from ${loads(context)} where ${conditions.join(" and ")} group by "pipeId", 2)`;
  return select(usageColumns, grouped);
}
