/** COPY INTO table. https://docs.snowflake.com/en/sql-reference/sql/copy-into-table */
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { readOptions } from "../../catalog/ddl/option-values.ts";
import type { Options, TableDefinition } from "../../catalog/objects.ts";
import { targetColumns, targetTable } from "../../dml/target.ts";
import type { Cell, ExecutionContext, StatementResult } from "../../engine/context.ts";
import { column, numberType, tableResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { SnowflakeError } from "../../errors.ts";
import type { CopyIntoTable, Location, StageRelation } from "../../sql/ast/index.ts";
import { csvDialect } from "../csv/dialect.ts";
import { type FileFormat, readFormatOptions, resolveFileFormat } from "../file-format.ts";
import { resolveLocation, type StageLocation } from "../location.ts";
import { type Candidate, chooseFiles, fileNotFound, findFiles, missingFileMessage } from "./candidates.ts";
import { type CopyOptions, copyOptions, type OnError } from "./copy-options.ts";
import { type FileOutcome, loadFiles } from "./load-files.ts";
import { historyTable } from "./load-history.ts";
import { type LoadPlan, type PlanRequest, planLoad } from "./load-plan.ts";
import { matchColumns } from "./match-columns.ts";
import { type SpooledFile, spoolFile } from "./read-file.ts";
import { validateFiles } from "./validate-files.ts";

/** A COPY statement with its names looked up and its options checked. */
export interface PreparedCopy {
  statement: CopyIntoTable;
  table: TableDefinition;
  location: StageLocation;
  format: FileFormat;
  options: CopyOptions;
}

export function prepareCopy(context: ExecutionContext, statement: CopyIntoTable, standard: OnError): PreparedCopy {
  const table = targetTable(context, statement.target);
  const from = sourceLocation(statement);
  const location = resolveLocation(context, from);
  const said = readOptions(
    context,
    statement.options.filter(({ name }) => name !== "FILE_FORMAT"),
  );
  const options = copyOptions(said, location.definition?.copyOptions ?? {}, standard);
  const given = readFormatOptions(
    context,
    statement.options.findLast(({ name }) => name === "FILE_FORMAT"),
  );
  const format = resolveFileFormat(context, given, stageFormat(location, table));
  return { statement, table, location, format, options };
}

/** The format of a table stage is the table's own. */
const stageFormat = (location: StageLocation, table: TableDefinition): Options =>
  location.definition?.fileFormat ?? (table.options.STAGE_FILE_FORMAT as Options | undefined) ?? {};

export function sourceLocation({ source }: CopyIntoTable): Location {
  if (source.form === "location") return source.location;
  const { body } = source.query;
  const relation = body.kind === "select" ? body.from : undefined;
  return (relation as StageRelation | undefined)?.stage ?? notAStage();
}

function notAStage(): never {
  throw new Error("A COPY transformation without a stage: the parser lets none through.");
}

export async function copyIntoTable(context: ExecutionContext, statement: CopyIntoTable): Promise<StatementResult> {
  const copy = prepareCopy(context, statement, { kind: "abort_statement" });
  const { location, options } = copy;
  const { candidates, missing } = await findFiles(location, options);
  const [absent] = missing;
  if (absent !== undefined && options.validationMode === undefined && options.onError.kind === "abort_statement")
    throw fileNotFound(location, absent);
  if (options.validationMode !== undefined) {
    const mode = options.validationMode;
    const told = missing.map((name) => ({ name, message: missingFileMessage(location, name) }));
    return withSpool(context, copy, candidates, (files, plans) =>
      validateFiles({ context, plans, files, mode, missing: told }),
    );
  }
  const history = await historyTable(context.storage);
  const chosen = await chooseFiles(candidates, {
    connection: context.connection,
    view: context.storage.readView(context.session.storage),
    history,
    tableId: copy.table.id,
    pipeId: undefined,
    now: context.now,
    options,
  });
  const outcomes = await loadChosen(context, copy, chosen.load);
  if (options.purge) await purge(copy, outcomes);
  return copyResult(outcomes, {
    options,
    // Files that a listing finds again are passed over in silence; those named in FILES are reported.
    skipped: options.files === undefined ? [] : chosen.skipped,
    missing: missing.map((name) => ({ name, message: missingFileMessage(location, name) })),
  });
}

/** Spools, plans and loads. */
export async function loadChosen(
  context: ExecutionContext,
  copy: PreparedCopy,
  load: readonly Candidate[],
  more: Pick<Parameters<typeof loadFiles>[0], "pipe" | "alsoWrite"> = { pipe: undefined },
): Promise<FileOutcome[]> {
  const { location, options } = copy;
  return withSpool(context, copy, load, async (files, plans) =>
    files.length === 0 ? [] : loadFiles({ context, plans, location, options, files, ...more }),
  );
}

/** The spool is gone afterwards, whatever happens. */
async function withSpool<T>(
  context: ExecutionContext,
  copy: PreparedCopy,
  load: readonly Candidate[],
  work: (files: readonly SpooledFile[], plans: readonly LoadPlan[]) => Promise<T>,
): Promise<T> {
  const { location, format, options } = copy;
  const isMatched = options.matchByColumnName !== "NONE";
  // Says what is wrong with the statement even when there is nothing to load.
  const plans = isMatched ? [] : [planLoad(planRequest(context, copy))];
  const folder = path.join(context.filesFolder, "spool", context.queryId);
  await mkdir(folder, { recursive: true });
  try {
    const files: SpooledFile[] = [];
    const ask = async (sql: string) => (await context.connection.runAndReadAll(sql)).getRows();
    for (const [index, candidate] of load.entries()) {
      context.signal.throwIfAborted();
      files.push(await spoolFile({ store: location.store, candidate, format, folder, name: String(index), ask }));
    }
    if (isMatched) plans.push(...(await matchedPlans(context, copy, files)));
    return await work(files, plans);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const planRequest = (context: ExecutionContext, { statement, table, format, options }: PreparedCopy): PlanRequest => ({
  context,
  statement,
  table,
  format,
  truncates: options.truncates,
  errorOnColumnCountMismatch: csvDialect(format.type === "CSV" ? format.options : {}).errorOnColumnCountMismatch,
});

/** MATCH_BY_COLUMN_NAME: what each file has for the columns of the table. */
async function matchedPlans(
  context: ExecutionContext,
  copy: PreparedCopy,
  files: readonly SpooledFile[],
): Promise<LoadPlan[]> {
  const { statement, table, options } = copy;
  if (statement.source.form === "query") throw notWithTransformation();
  const targets = targetColumns(table, statement.columns);
  const plans: LoadPlan[] = [];
  for (const file of files) {
    const matched = matchColumns(targets, await file.columns(), options.matchByColumnName === "CASE_INSENSITIVE");
    plans.push(planLoad({ ...planRequest(context, copy), matched }));
  }
  return plans;
}

const notWithTransformation = () =>
  new SnowflakeError(
    "002019",
    "0A000",
    "SQL compilation error:\nMATCH_BY_COLUMN_NAME copy option is not supported with copy transformation.",
  );

/** Files that were loaded whole go from the stage. */
async function purge({ location }: PreparedCopy, outcomes: readonly FileOutcome[]): Promise<void> {
  for (const { status, candidate } of outcomes) {
    if (status === "LOADED") await location.store.remove(candidate.file.key);
  }
}

export interface NotLoaded {
  options: CopyOptions;
  skipped: readonly Candidate[];
  missing: readonly { name: string; message: string }[];
}

export function copyResult(
  outcomes: readonly FileOutcome[],
  { options, skipped, missing }: NotLoaded,
): StatementResult {
  const rows: Cell[][] = [
    ...outcomes
      .filter(({ status }) => !options.returnFailedOnly || status !== "LOADED")
      .map(({ candidate, status, rowsParsed, rowsLoaded, errorLimit, errors }) => {
        const [first] = errors;
        return [
          candidate.listed,
          status,
          rowsParsed,
          rowsLoaded,
          errorLimit,
          errors.length,
          first?.message ?? null,
          first?.line ?? null,
          first?.character ?? null,
          first?.columnName ?? null,
        ];
      }),
    ...skipped.map(({ listed }) => [
      listed,
      "LOAD_SKIPPED",
      0,
      0,
      null,
      1,
      "File was loaded before.",
      null,
      null,
      null,
    ]),
    ...missing.map(({ name, message }) => [name, "LOAD_FAILED", 0, 0, 0, 1, message, null, null, null]),
  ];
  const inserted = outcomes.reduce((sum, { rowsLoaded }) => sum + rowsLoaded, 0);
  if (rows.length === 0 && outcomes.length === 0) {
    return tableResult([column("status")], [["Copy executed with 0 files processed."]], statementTypes.COPY);
  }
  return { ...tableResult(resultColumns, rows, statementTypes.COPY), counts: { inserted } };
}

const resultColumns = [
  column("file"),
  column("status"),
  column("rows_parsed", numberType),
  column("rows_loaded", numberType),
  column("error_limit", numberType),
  column("errors_seen", numberType),
  column("first_error"),
  column("first_error_line", numberType),
  column("first_error_character", numberType),
  column("first_error_column_name"),
];
