/** COPY_HISTORY, VALIDATE and VALIDATE_PIPE_LOAD, and what SYSTEM$ functions tell of pipes. */
import type { PipeDefinition, TableDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { column, numberType, timestampType } from "../engine/literal-result.ts";
import type { SystemFunctions } from "../engine/system-functions.ts";
import type { TableFunctions } from "../engine/table-functions.ts";
import { doesNotExist, SnowflakeError } from "../errors.ts";
import type { BoundArgument, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { castSql } from "../sql/emit/cast.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { duckType, timestampLtz, varchar } from "../sql/types.ts";
import { errorsRelation } from "./copy/load-errors.ts";
import { historyRelation, knownHistoryTable } from "./copy/load-history.ts";
import { inferredSchema } from "./infer/infer-schema.ts";
import { pipeUsageHistory } from "./load-history-view.ts";
import { pipeRunnerOf } from "./pipes/runner.ts";

/** https://docs.snowflake.com/en/sql-reference/functions/copy_history */
const historyColumns = [
  [column("FILE_NAME"), `"fileName"`],
  [column("STAGE_LOCATION"), `"stageLocation"`],
  [column("LAST_LOAD_TIME", timestampType), time("loadedAt")],
  [column("ROW_COUNT", numberType), `"rowsLoaded"`],
  [column("ROW_PARSED", numberType), `"rowsParsed"`],
  [column("FILE_SIZE", numberType), `"bytes"`],
  [column("FIRST_ERROR_MESSAGE"), `"firstError"`],
  [column("FIRST_ERROR_LINE_NUMBER", numberType), `"firstErrorLine"`],
  [column("FIRST_ERROR_CHARACTER_POS", numberType), `"firstErrorCharacter"`],
  [column("FIRST_ERROR_COLUMN_NAME"), `"firstErrorColumn"`],
  [column("ERROR_COUNT", numberType), `"errorCount"`],
  [column("ERROR_LIMIT", numberType), `"errorLimit"`],
  [
    column("STATUS"),
    `CASE "status" WHEN 'LOADED' THEN 'Loaded' WHEN 'PARTIALLY_LOADED' THEN 'Partially loaded' ELSE 'Load failed' END`,
  ],
  [column("TABLE_CATALOG_NAME"), "database"],
  [column("TABLE_SCHEMA_NAME"), "schema"],
  [column("TABLE_NAME"), "table"],
  [column("PIPE_CATALOG_NAME"), `split_part("pipeName", '.', 1)`],
  [column("PIPE_SCHEMA_NAME"), `split_part("pipeName", '.', 2)`],
  [column("PIPE_NAME"), `split_part("pipeName", '.', 3)`],
  [column("PIPE_RECEIVED_TIME", timestampType), time("receivedAt")],
  [column("FIRST_COMMIT_TIME", timestampType), time("loadedAt")],
] as const;

/** Milliseconds of the clock as TIMESTAMP_LTZ. */
function time(name: string): string {
  return `(make_timestamp(${quoteName(name)} * 1000) AT TIME ZONE 'UTC')`;
}

const DAY = 86_400_000;

export const stageTableFunctions: TableFunctions = {
  INFER_SCHEMA: (_context, args) => inferredSchema(args),
  COPY_HISTORY(context, args) {
    const table = tableOf(context, textArgument(args, "TABLE_NAME", 0));
    const source = historyRelation(
      context.storage.readView(context.session.storage),
      knownHistoryTable(context.storage),
    );
    const names: Readonly<Record<string, string>> = {
      database: quoteText(table.database),
      schema: quoteText(table.schema),
      table: quoteText(table.name),
    };
    const items = historyColumns.map(
      ([{ name, type }, sql]) => `CAST(${names[sql] ?? sql} AS ${duckType(type)}) AS ${quoteName(name)}`,
    );
    const conditions = [
      `"tableId" = ${table.id}`,
      `"loadedAt" >= ${context.now - 14 * DAY}`,
      ...between(args, time("loadedAt")),
    ];
    return {
      columns: historyColumns.map(([made]) => made),
      from: `(SELECT ${items.join(", ")} FROM ${source} WHERE ${conditions.join(" AND ")})`,
    };
  },
  PIPE_USAGE_HISTORY: pipeUsageHistory,
  /** https://docs.snowflake.com/en/sql-reference/functions/validate_pipe_load */
  VALIDATE_PIPE_LOAD(context, args) {
    const pipe = pipeOf(context, textArgument(args, "PIPE_NAME", 0));
    return errorsRelation([`pipe_id = ${pipe.id}`, ...between(args, time("loaded_at"))].join(" AND "));
  },
  VALIDATE(context, args): ResolvedRelation {
    const table = tableOf(context, tableArgument(args));
    const job = textArgument(args, "JOB_ID", 1);
    const ofJob =
      job === "_last"
        ? `query_id = (SELECT arg_max(query_id, loaded_at) FROM copies.errors WHERE table_id = ${table.id} AND pipe_id IS NULL)`
        : `query_id = ${quoteText(job)}`;
    return errorsRelation(`table_id = ${table.id} AND pipe_id IS NULL AND ${ofJob}`);
  },
};

/** START_TIME and END_TIME, both optional. */
function between(args: readonly BoundArgument[], value: string): string[] {
  const bound = (name: string, operator: string): string[] => {
    const argument = args.find((candidate) => candidate.name === name);
    if (argument === undefined || argument.constant === null) return [];
    const settings = { timeZone: "UTC", parameter: () => undefined };
    const sql = castSql(argument.sql, { from: argument.type, to: timestampLtz(), mode: "cast", settings });
    if (sql === undefined) throw invalidArgument(name);
    return [`${value} ${operator} ${sql}`];
  };
  return [...bound("START_TIME", ">="), ...bound("END_TIME", "<=")];
}

const invalidArgument = (name: string) =>
  new SnowflakeError(
    "001015",
    "22023",
    `SQL compilation error:\nInvalid argument ${name}: a constant of another type is expected.`,
  );

function textArgument(args: readonly BoundArgument[], name: string, position: number): string {
  const found =
    args.find((argument) => argument.name === name) ?? args.filter((argument) => argument.name === undefined)[position];
  if (typeof found?.constant !== "string") throw invalidArgument(name);
  return found.constant;
}

/** The table is a name here, not a string; a string is taken too. */
function tableArgument([first]: readonly BoundArgument[]): string {
  if (typeof first?.constant === "string") return first.constant;
  if (first?.node.kind === "column") return first.node.parts.map(({ value }) => quoteName(value)).join(".");
  throw invalidArgument("TABLE_NAME");
}

function tableOf(context: ExecutionContext, name: string): TableDefinition {
  const table = context.catalog.relation(context.pathOf(name, "table"));
  if (table?.kind !== "table") throw doesNotExist(undefined, "Table", name);
  return table;
}

function pipeOf(context: ExecutionContext, name: string): PipeDefinition {
  const pipe = context.catalog.get("pipe", context.pathOf(name, "pipe"));
  if (pipe === undefined) throw doesNotExist(undefined, "Pipe", name);
  return pipe;
}

export const pipeSystemFunctions: SystemFunctions = {
  /** https://docs.snowflake.com/en/sql-reference/functions/system_pipe_status */
  SYSTEM$PIPE_STATUS(context, args) {
    const pipe = pipeOf(context, textArgument(args, "PIPE_NAME", 0));
    const runner = pipeRunnerOf(context.storage);
    const fault = runner.fault(pipe.id);
    const history = historyRelation(
      context.storage.readView(context.session.storage),
      knownHistoryTable(context.storage),
    );
    const last = (value: string) =>
      `(SELECT to_json(arg_max(${value}, "loadedAt")) FROM ${history} WHERE "pipeId" = ${pipe.id})`;
    const iso = `strftime(make_timestamp("loadedAt" * 1000), '%Y-%m-%dT%H:%M:%S.%gZ')`;
    const parts = [
      quoteText(
        `{"executionState":"${pipe.paused ? "PAUSED" : "RUNNING"}","pendingFileCount":${runner.pending(pipe.id)},"lastIngestedTimestamp":`,
      ),
      `coalesce(CAST(${last(iso)} AS VARCHAR), 'null')`,
      quoteText(',"lastIngestedFilePath":'),
      `coalesce(CAST(${last('"fileName"')} AS VARCHAR), 'null')`,
      quoteText(
        `${pipe.notificationChannel === undefined ? "" : `,"notificationChannelName":${JSON.stringify(pipe.notificationChannel)}`}${fault === undefined ? "" : `,"error":${JSON.stringify(fault)}`}}`,
      ),
    ];
    return { sql: `(${parts.join(" || ")})`, type: varchar() };
  },
};
