/** Loads files into a table in one transaction with their history: quickly when all is well, row by row when not. */
import { createReadStream } from "node:fs";
import { beginUnlessAutocommit } from "../../dml/run-dml.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import type { SnowflakeError } from "../../errors.ts";
import type { WriteUnit } from "../../storage/port.ts";
import { ROW_NUMBER } from "../csv/read-csv-text.ts";
import { readRecords } from "../csv/read-records.ts";
import type { CsvRecord } from "../csv/record.ts";
import { locationUrl, type StageLocation } from "../location.ts";
import { stagedColumns, stagedSelect } from "../staged-relation.ts";
import { type BadRow, findBadRows, overRows } from "./bad-rows.ts";
import { type Candidate, chooseFiles } from "./candidates.ts";
import { type CopyOptions, errorLimit, isFileSkipped } from "./copy-options.ts";
import { type ReadyFile, rowError } from "./csv-file.ts";
import { historyTable, type LoadRecord, type LoadStatus, recordLoads } from "./load-history.ts";
import type { LoadPlan } from "./load-plan.ts";
import { readyExactly, readyFile, type SpooledFile, type Wanted } from "./read-file.ts";
import { abortError, columnLabel, type RowError } from "./row-error.ts";

export interface FileOutcome {
  candidate: Candidate;
  status: LoadStatus;
  rowsParsed: number;
  rowsLoaded: number;
  errorLimit: number;
  errors: readonly RowError[];
}

export interface LoadJob {
  context: ExecutionContext;
  plan: LoadPlan;
  location: StageLocation;
  options: CopyOptions;
  files: readonly SpooledFile[];
  /** The pipe that loads, if it is one. */
  pipe: { id: number; name: string; receivedAt: ReadonlyMap<string, number> } | undefined;
  /** More that has to commit with the rows. */
  alsoWrite?(unit: WriteUnit, outcomes: readonly FileOutcome[]): Promise<void>;
}

/** The quick way failed: the rows have to be looked at one by one. */
class NeedsCloserLook extends Error {
  override readonly name = "NeedsCloserLook";
}

/** Throws the first error of a file under ON_ERROR = ABORT_STATEMENT; nothing is loaded then. */
export async function loadFiles(job: LoadJob): Promise<FileOutcome[]> {
  const wanted = wantedOf(job.plan);
  const ready: ReadyFile[] = [];
  for (const file of job.files) ready.push(await readyFile(file, wanted));
  if (ready.every(({ problems }) => problems.length === 0)) {
    try {
      return await loadQuickly(job, ready);
    } catch (error) {
      if (!(error instanceof NeedsCloserLook)) throw error;
    }
  }
  return loadClosely(job, wanted);
}

/** In a transformation the file's columns belong to no table: messages call it TRANSIENT_STAGE_TABLE. */
function wantedOf(plan: LoadPlan): Wanted {
  const nameOf = (index: number): string | undefined =>
    plan.isTransformation ? `$${index + 1}` : plan.values.find(({ field }) => field === index)?.column.name;
  const table = plan.isTransformation ? "TRANSIENT_STAGE_TABLE" : plan.table.name;
  return { positional: plan.positional, expectedFields: plan.expectedFields, names: { table, nameOf } };
}

function selectOf({ plan, context }: LoadJob, { candidate }: SpooledFile, rows: string): string {
  return stagedSelect(
    rows,
    stagedColumns(plan.format.type, plan.positional),
    candidate.file,
    candidate.shown,
    context.now,
  );
}

async function loadQuickly(job: LoadJob, ready: readonly ReadyFile[]): Promise<FileOutcome[]> {
  return writeAll(job, async (unit, file, index) => {
    const { rows, parsed, expectedRows } = ready[index] as ReadyFile;
    const loaded = await tryAppend(job, unit, overRows(selectOf(job, file, rows), job.plan.select));
    if (loaded !== expectedRows) throw new NeedsCloserLook(`${loaded} rows for ${expectedRows} records`);
    return outcomeOf(job, file, parsed, loaded, []);
  });
}

async function tryAppend({ plan, context }: LoadJob, unit: WriteUnit, select: string): Promise<number> {
  try {
    return await unit.append(plan.table.table, plan.columns, select);
  } catch (error) {
    if (context.signal.aborted) throw error;
    throw new NeedsCloserLook("The rows cannot be loaded as they are.", { cause: error });
  }
}

/** One write unit for all files. A file that another statement has loaded meanwhile is left out. */
async function writeAll(
  job: LoadJob,
  load: (unit: WriteUnit, file: SpooledFile, index: number) => Promise<FileOutcome>,
): Promise<FileOutcome[]> {
  const { context, plan, pipe, options } = job;
  const history = await historyTable(context.storage);
  beginUnlessAutocommit(context);
  const request = {
    queryId: context.queryId,
    append: [plan.table.table, history],
    lock: [`copy ${plan.table.id}`],
    signal: context.signal,
  };
  return context.storage.write(context.session.storage, request, async (unit) => {
    const still = await chooseFiles(
      job.files.map(({ candidate }) => candidate),
      {
        connection: unit.connection,
        view: unit.view,
        history,
        tableId: plan.table.id,
        pipeId: pipe?.id,
        now: context.now,
        options: { ...options, sizeLimit: undefined },
      },
    );
    const outcomes: FileOutcome[] = [];
    for (const [index, file] of job.files.entries()) {
      if (still.load.includes(file.candidate)) outcomes.push(await load(unit, file, index));
    }
    await recordLoads(
      unit,
      history,
      outcomes.map((outcome) => recordOf(job, outcome)),
    );
    await job.alsoWrite?.(unit, outcomes);
    return outcomes;
  });
}

function outcomeOf(
  { options }: LoadJob,
  { candidate }: SpooledFile,
  rowsParsed: number,
  rowsLoaded: number,
  errors: readonly RowError[],
): FileOutcome {
  const status: LoadStatus =
    rowsLoaded === 0 && errors.length > 0 ? "LOAD_FAILED" : errors.length > 0 ? "PARTIALLY_LOADED" : "LOADED";
  return { candidate, status, rowsParsed, rowsLoaded, errorLimit: errorLimit(options.onError, rowsParsed), errors };
}

function recordOf({ context, plan, location, pipe }: LoadJob, outcome: FileOutcome): LoadRecord {
  const { candidate, errors } = outcome;
  const [first] = errors;
  return {
    tableId: plan.table.id,
    pipeId: pipe?.id ?? null,
    pipeName: pipe?.name ?? null,
    file: candidate.identity,
    fileName: candidate.relative,
    stageLocation: locationUrl(location),
    contentKey: candidate.file.contentKey,
    bytes: candidate.file.bytes,
    modifiedAt: candidate.file.modifiedAt,
    loadedAt: context.clock.now(),
    receivedAt: pipe?.receivedAt.get(candidate.file.key) ?? null,
    status: outcome.status,
    rowsParsed: outcome.rowsParsed,
    rowsLoaded: outcome.rowsLoaded,
    errorLimit: outcome.errorLimit,
    errorCount: errors.length,
    firstError: first?.message ?? null,
    firstErrorLine: first?.line ?? null,
    firstErrorCharacter: first?.character ?? null,
    firstErrorColumn: first?.columnName ?? null,
    queryId: context.queryId,
  };
}

interface Examined {
  file: SpooledFile;
  /** A temporary table with the rows that can be loaded. */
  table: string;
  parsed: number;
  errors: RowError[];
}

/** Every file into a table of text first, its bad rows out of it, then what ON_ERROR lets through. */
async function loadClosely(job: LoadJob, wanted: Wanted): Promise<FileOutcome[]> {
  const { context, options } = job;
  const examined: Examined[] = [];
  try {
    for (const [index, file] of job.files.entries()) {
      const one = await examine(job, file, wanted, `temp.main."$staged${index}"`);
      examined.push(one);
      const [first] = one.errors;
      if (first !== undefined && options.onError.kind === "abort_statement")
        throw abortError(first, file.candidate.shown);
    }
    return await writeAll(job, async (unit, file, index) => {
      const { table, parsed, errors } = examined[index] as Examined;
      if (isFileSkipped(options.onError, parsed, errors.length)) return outcomeOf(job, file, parsed, 0, errors);
      const loaded = await unit.append(
        job.plan.table.table,
        job.plan.columns,
        overRows(`FROM ${table}`, job.plan.select),
      );
      return outcomeOf(job, file, parsed, loaded, errors);
    });
  } finally {
    for (const { table } of examined) await context.connection.run(`DROP TABLE IF EXISTS ${table}`);
  }
}

async function examine(job: LoadJob, file: SpooledFile, wanted: Wanted, table: string): Promise<Examined> {
  const { connection } = job.context;
  const ready = await readyExactly(file, wanted);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${selectOf(job, file, ready.rows)}`);
  const bad = await findBadRows(connection, job.plan, `FROM ${table}`);
  if (bad.length > 0) {
    await connection.run(`DELETE FROM ${table} WHERE "${ROW_NUMBER}" IN (${bad.map(({ row }) => row).join(", ")})`);
  }
  const errors = [...ready.problems, ...(await conversionErrors(job.plan, file, wanted, bad))];
  return { file, table, parsed: ready.parsed, errors: errors.sort((a, b) => a.rowNumber - b.rowNumber) };
}

/** Where the bad values stand: the file is read once more for it. */
async function conversionErrors(
  plan: LoadPlan,
  { csv }: SpooledFile,
  wanted: Wanted,
  bad: readonly BadRow[],
): Promise<RowError[]> {
  if (bad.length === 0) return [];
  const byRow = new Map(bad.map((one) => [one.row, one]));
  const fileEnd = csv.spool.start.offset + csv.spool.scan.bytes;
  const errors: RowError[] = [];
  const chunks = createReadStream(csv.spool.file, { highWaterMark: 4 << 20 });
  for await (const record of readRecords(chunks, csv.dialect, csv.spool.start)) {
    const one = byRow.get(record.number);
    if (one === undefined) continue;
    errors.push(conversionError(plan, record, one, wanted, fileEnd));
    if (errors.length === bad.length) break;
  }
  return errors;
}

function conversionError(
  plan: LoadPlan,
  record: CsvRecord,
  { value, error }: BadRow,
  wanted: Wanted,
  fileEnd: number,
): RowError {
  const planned = plan.values[value];
  const field = planned?.field ?? 0;
  const told = plan.isTransformation ? error : toldByCopy(error, planned?.column.type, record.fields[field]);
  const category = told.code === "100088" ? "parsing" : "conversion";
  const { code, sqlState, message } = told;
  const at = record.starts[field] ?? record.length;
  const made = rowError(record, { code, sqlState, message, at, field }, wanted.names, category, fileEnd);
  if (planned === undefined || planned.field !== undefined) return made;
  return { ...made, columnName: columnLabel(plan.table.name, planned.column.name, value + 1) };
}

/** Two faults have words of their own in a load without transformation. */
function toldByCopy(
  error: SnowflakeError,
  type: { kind: string; length?: number } | undefined,
  field: string | null | undefined,
): Pick<SnowflakeError, "code" | "sqlState" | "message"> {
  if (error.code === "100072") {
    return {
      code: "100088",
      sqlState: "22000",
      message:
        "NULL result in a non-nullable column. Use quotes if an empty field should be interpreted as an empty string instead of a null",
    };
  }
  if (error.code === "100078" && type?.kind === "varchar") {
    return {
      code: "100074",
      sqlState: "54000",
      message: `User character length limit (${type.length}) exceeded by string '${field ?? ""}'`,
    };
  }
  return error;
}
