/** Loads files into a table in one transaction with their history: quickly when all is well, row by row when not. */
import { beginUnlessAutocommit } from "../../dml/run-dml.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import type { WriteUnit } from "../../storage/port.ts";
import { locationUrl, type StageLocation } from "../location.ts";
import { overRows } from "./bad-rows.ts";
import { type Candidate, chooseFiles } from "./candidates.ts";
import { type CopyOptions, errorLimit, isFileSkipped } from "./copy-options.ts";
import { type Examined, examine, selectOf, wantedOf } from "./examine.ts";
import { type FileErrors, recordErrors } from "./load-errors.ts";
import { historyTable, type LoadRecord, type LoadStatus, recordLoads } from "./load-history.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { ReadyFile, SpooledFile } from "./read-file.ts";
import { abortError, type RowError } from "./row-error.ts";

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
  /** The same text for every file, unless columns are matched by name. */
  plans: readonly LoadPlan[];
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
  const ready: ReadyFile[] = [];
  for (const [index, file] of job.files.entries()) ready.push(await file.quick(wantedOf(planOf(job, index))));
  if (ready.every(({ problems }) => problems.length === 0)) {
    try {
      return await loadQuickly(job, ready);
    } catch (error) {
      if (!(error instanceof NeedsCloserLook)) throw error;
    }
  }
  return loadClosely(job);
}

function planOf({ plans }: LoadJob, index: number): LoadPlan {
  const plan = plans[index] ?? plans[0];
  if (plan === undefined) throw new Error("A load without a plan.");
  return plan;
}

async function loadQuickly(job: LoadJob, ready: readonly ReadyFile[]): Promise<FileOutcome[]> {
  return writeAll(job, async (unit, file, index) => {
    const { rows, parsed, expectedRows } = ready[index] as ReadyFile;
    const plan = planOf(job, index);
    const loaded = await tryAppend(job, unit, plan, overRows(selectOf(job.context.now, plan, file, rows), plan.select));
    if (loaded !== expectedRows) throw new NeedsCloserLook(`${loaded} rows for ${expectedRows} records`);
    return outcomeOf(job, file, parsed, loaded, []);
  });
}

async function tryAppend({ context }: LoadJob, unit: WriteUnit, plan: LoadPlan, select: string): Promise<number> {
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
  const { context, pipe, options } = job;
  const { table } = planOf(job, 0);
  const history = await historyTable(context.storage);
  beginUnlessAutocommit(context);
  const request = {
    queryId: context.queryId,
    append: [table.table, history],
    lock: [`copy ${table.id}`],
    signal: context.signal,
  };
  return context.storage.write(context.session.storage, request, async (unit) => {
    const still = await chooseFiles(
      job.files.map(({ candidate }) => candidate),
      {
        connection: unit.connection,
        view: unit.view,
        history,
        tableId: table.id,
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
    const lists = outcomes.map((outcome) => errorsOf(job, outcome));
    unit.atCommit((connection) => recordErrors(connection, lists));
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

function recordOf(job: LoadJob, outcome: FileOutcome): LoadRecord {
  const { context, location, pipe } = job;
  const { candidate, errors } = outcome;
  const [first] = errors;
  return {
    tableId: planOf(job, 0).table.id,
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

const errorsOf = (job: LoadJob, { candidate, errors }: FileOutcome): FileErrors => ({
  queryId: job.context.queryId,
  tableId: planOf(job, 0).table.id,
  pipeId: job.pipe?.id ?? null,
  file: candidate.relative,
  loadedAt: job.context.clock.now(),
  errors,
});

/** Every file into a table of text first, its bad rows out of it, then what ON_ERROR lets through. */
async function loadClosely(job: LoadJob): Promise<FileOutcome[]> {
  const { context, options } = job;
  const examined: Examined[] = [];
  try {
    for (const [index, file] of job.files.entries()) {
      const one = await examine(context, file, planOf(job, index), `temp.main."$staged${index}"`);
      examined.push(one);
      const [first] = one.errors;
      if (first !== undefined && options.onError.kind === "abort_statement")
        throw abortError(first, file.candidate.shown);
    }
    return await writeAll(job, async (unit, file, index) => {
      const { table, parsed, errors } = examined[index] as Examined;
      if (isFileSkipped(options.onError, parsed, errors.length)) return outcomeOf(job, file, parsed, 0, errors);
      const plan = planOf(job, index);
      const loaded = await unit.append(plan.table.table, plan.columns, overRows(`FROM ${table}`, plan.select));
      return outcomeOf(job, file, parsed, loaded, errors);
    });
  } finally {
    for (const { table } of examined) await context.connection.run(`DROP TABLE IF EXISTS ${table}`);
  }
}
