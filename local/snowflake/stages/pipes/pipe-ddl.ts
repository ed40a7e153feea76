/** CREATE PIPE, ALTER PIPE … SET and REFRESH. https://docs.snowflake.com/en/sql-reference/sql/create-pipe */
import { applyCommon } from "../../catalog/ddl/alter-common.ts";
import { createObject } from "../../catalog/ddl/create-object.ts";
import { booleanOption, readOptions } from "../../catalog/ddl/option-values.ts";
import { formatPath } from "../../catalog/object-map.ts";
import type { PipeDefinition } from "../../catalog/objects.ts";
import type { ExecutionContext, Executors, StatementResult } from "../../engine/context.ts";
import { column, executed, tableResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../../errors.ts";
import type { Option } from "../../sql/ast/index.ts";
import { optionText } from "../../sql/ast/read-options.ts";
import { prepareCopy } from "../copy/copy-into-table.ts";
import { unknownOption } from "../option-errors.ts";
import { refreshPipe } from "./refresh.ts";
import { pipeRunnerOf } from "./runner.ts";

const known = ["AUTO_INGEST", "ERROR_INTEGRATION", "AWS_SNS_TOPIC", "INTEGRATION", "COMMENT", "PIPE_EXECUTION_PAUSED"];
/** "All COPY INTO <table> copy options are supported except for" these. */
const refusedInPipes = ["FILES", "SIZE_LIMIT", "PURGE", "FORCE", "RETURN_FAILED_ONLY", "VALIDATION_MODE"];

export const pipeExecutors: Executors = {
  createPipe: (context, statement) => {
    for (const { name } of statement.options) if (!known.includes(name)) throw unknownOption(name);
    for (const { name } of statement.copy.options) {
      if (refusedInPipes.includes(name)) throw notInPipe(name);
    }
    const { options } = prepareCopy(context, statement.copy, { kind: "skip_file" });
    if (options.onError.kind === "abort_statement") throw notInPipe("ON_ERROR = ABORT_STATEMENT");
    return createObject(context, statement, {
      kind: "pipe",
      title: "Pipe",
      define: (_unit, _change, path) => {
        const autoIngest = booleanOption(statement.options, "AUTO_INGEST", false);
        return {
          copyStatement: context.text.slice(statement.copy.span.start, statement.copy.span.end),
          autoIngest,
          errorIntegration: optionText(statement.options, "ERROR_INTEGRATION"),
          awsSnsTopic: optionText(statement.options, "AWS_SNS_TOPIC"),
          integration: optionText(statement.options, "INTEGRATION"),
          // What buckets send their events to: in AWS a queue of Snowflake's, here a name in the same shape.
          notificationChannel: autoIngest
            ? (optionText(statement.options, "AWS_SNS_TOPIC") ??
              `arn:aws:sqs:us-east-1:000000000000:sf-snowpipe-${path.database}-${path.name}`.toLowerCase())
            : undefined,
          paused: false,
        };
      },
    });
  },
  async alterPipe(context, statement) {
    if (statement.name === undefined) throw new Error("ALTER PIPE without a name.");
    const path = context.path(statement.name, "pipe");
    const pipe = context.catalog.get("pipe", path);
    if (pipe === undefined) {
      if (statement.ifExists) return executed(statementTypes.ALTER);
      throw doesNotExist(statement.name.span, "Pipe", formatPath(path));
    }
    const refresh = statement.actions.find((action) => action.kind === "refresh");
    if (refresh?.kind === "refresh") return refreshed(context, pipe, refresh.options);
    await context.ddl({}, async (_unit, change) => {
      let altered: PipeDefinition = pipe;
      for (const action of statement.actions) {
        const common: PipeDefinition | undefined = applyCommon(context, change, altered, action);
        if (common === undefined)
          throw notInTwin(action.span, `ALTER PIPE ... ${action.kind}`, "Create the pipe again.");
        altered = change.replace<"pipe">(
          action.kind === "set" ? withSettings(context, common, action.options) : common,
        );
      }
    });
    pipeRunnerOf(context.storage).wake(pipe.id);
    return executed(statementTypes.ALTER);
  },
};

const notInPipe = (what: string) =>
  new SnowflakeError("002303", "0A000", `SQL compilation error:\nThe COPY option ${what} is not supported in a pipe.`);

function withSettings(context: ExecutionContext, pipe: PipeDefinition, options: readonly Option[]): PipeDefinition {
  const values = readOptions(context, options);
  for (const name of Object.keys(values)) if (!known.includes(name)) throw unknownOption(name);
  const errorIntegration = values.ERROR_INTEGRATION;
  return {
    ...pipe,
    ...(typeof errorIntegration === "string" && { errorIntegration }),
    paused: booleanOption(options, "PIPE_EXECUTION_PAUSED", pipe.paused),
  };
}

async function refreshed(
  context: ExecutionContext,
  pipe: PipeDefinition,
  options: readonly Option[],
): Promise<StatementResult> {
  const values = readOptions(context, options);
  for (const name of Object.keys(values)) if (name !== "PREFIX" && name !== "MODIFIED_AFTER") throw unknownOption(name);
  const sent = await refreshPipe(context, pipe, {
    prefix: values.PREFIX === undefined ? "" : String(values.PREFIX),
    modifiedAfter: values.MODIFIED_AFTER === undefined ? undefined : timeOf(String(values.MODIFIED_AFTER)),
  });
  return tableResult(
    [column("File"), column("Status")],
    sent.map((file) => [file, "SENT"]),
    statementTypes.ALTER,
  );
}

/** "timestamp (in ISO-8601 format)"; without an offset it is UTC. */
function timeOf(text: string): number {
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const time = Date.parse(hasZone || !/\d:\d/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time)) throw new SnowflakeError("100035", "22007", `Timestamp '${text}' is not recognized`);
  return time;
}
