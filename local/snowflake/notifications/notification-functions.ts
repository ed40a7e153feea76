/** NOTIFICATION_HISTORY, and the functions of SNOWFLAKE.NOTIFICATION that write a message or say where it goes. */
import { between, limitArgument, optionalText } from "../changes/function-arguments.ts";
import type { ExecutionContext, ResultColumn } from "../engine/context.ts";
import { column, numberType, timestampType } from "../engine/literal-result.ts";
import type { SystemFunctions, SystemValue } from "../engine/system-functions.ts";
import type { TableFunctions } from "../engine/table-functions.ts";
import { SnowflakeError } from "../errors.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { duckType, varchar } from "../sql/types.ts";
import { notificationsRelation } from "./notifications.ts";

const dayMs = 86_400_000;
const time = (value: string) => `(make_timestamp(${value} * 1000) at time zone 'UTC')`;

/** https://docs.snowflake.com/en/sql-reference/functions/notification_history */
const historyColumns: readonly (readonly [ResultColumn, string])[] = [
  [column("CREATED", timestampType), time("created_at")],
  [column("PROCESSED", timestampType), time("created_at")],
  [column("MESSAGE_SOURCE"), "source"],
  [column("INTEGRATION_NAME"), "integration"],
  [column("STATUS"), "'SUCCESS'"],
  [column("ERROR_MESSAGE"), "null"],
  [column("ID"), "id"],
  [column("ATTEMPT", numberType), "1"],
  [column("MESSAGE_SOURCE_INFO", { kind: "object" }), "null"],
];

/** "If START_TIME is not specified, the range starts 24 hours prior to the END_TIME." */
function history(context: ExecutionContext, args: readonly BoundArgument[]): ResolvedRelation {
  const integration = optionalText(args, "INTEGRATION_NAME");
  const isOpen = !args.some(({ name }) => name === "START_TIME" || name === "END_TIME");
  const conditions = [
    `created_at >= ${context.now - (isOpen ? 1 : 14) * dayMs}`,
    ...between(context, args, "START_TIME", "END_TIME", time("created_at")),
    ...(integration ? [`upper(integration) = ${quoteText(integration.toUpperCase().replaceAll('"', ""))}`] : []),
  ];
  const kept = `(select * from ${notificationsRelation()} where ${conditions.join(" and ")}
    order by created_at desc limit ${limitArgument(args, 100)})`;
  const items = historyColumns.map(
    ([{ name, type }, sql]) => `cast(${sql} as ${duckType(type)}) as ${quoteName(name)}`,
  );
  return { columns: historyColumns.map(([made]) => made), from: `(select ${items.join(", ")} from ${kept})` };
}

export const notificationTableFunctions: TableFunctions = { NOTIFICATION_HISTORY: history };

/** One key with one value, as a JSON-formatted string. */
const message =
  (mimeType: string) =>
  (_context: ExecutionContext, [body]: readonly BoundArgument[]): SystemValue => ({
    sql: `cast(json_object(${quoteText(mimeType)}, ${textOf(body, mimeType)}) as varchar)`,
    type: varchar(),
  });

function textOf(argument: BoundArgument | undefined, what: string): string {
  if (argument === undefined) {
    throw new SnowflakeError("000938", "22023", `SQL compilation error:\nnot enough arguments for a ${what} message`);
  }
  return `cast(${argument.sql} as varchar)`;
}

/** JSON text of an ARRAY, which is one already. */
const list = (argument: BoundArgument | undefined): string =>
  argument === undefined || argument.constant === null ? "json('[]')" : `json(coalesce(${argument.sql}, '[]'))`;

/** By full name. https://docs.snowflake.com/en/user-guide/notifications/snowflake-notifications */
export const notificationSystemFunctions: SystemFunctions = {
  "SNOWFLAKE.NOTIFICATION.TEXT_PLAIN": message("text/plain"),
  "SNOWFLAKE.NOTIFICATION.TEXT_HTML": message("text/html"),
  "SNOWFLAKE.NOTIFICATION.APPLICATION_JSON": message("application/json"),
  "SNOWFLAKE.NOTIFICATION.INTEGRATION": (_context, [name]) => ({
    sql: `cast(json_object(${textOf(name, "integration")}, json('{}')) as varchar)`,
    type: varchar(),
  }),
  "SNOWFLAKE.NOTIFICATION.EMAIL_INTEGRATION_CONFIG": (_context, [name, subject, to, cc, bcc]) => ({
    sql: `cast(json_object(${textOf(name, "integration")}, json_object('subject', ${textOf(subject, "subject")},
      'toAddress', ${list(to)}, 'ccAddress', ${list(cc)}, 'bccAddress', ${list(bcc)})) as varchar)`,
    type: varchar(),
  }),
};
