/** Loads what is queued for pipes: in the background, per pipe in order of arrival, each file once. */
import { randomUUID } from "node:crypto";
import type { PipeDefinition } from "../../catalog/objects.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import { createContext } from "../../engine/create-context.ts";
import { toSnowflakeError } from "../../engine/duckdb-errors.ts";
import { closeSession, openSession, type Twin } from "../../engine/twin.ts";
import type { CopyIntoTable } from "../../sql/ast/index.ts";
import { parseStatement } from "../../sql/parser/index.ts";
import type { Storage } from "../../storage/port.ts";
import { candidateOf, chooseFiles, missingFileMessage } from "../copy/candidates.ts";
import { loadChosen, type PreparedCopy, prepareCopy } from "../copy/copy-into-table.ts";
import { errorTables } from "../copy/load-errors.ts";
import { historyTable, type LoadRecord, recordLoads } from "../copy/load-history.ts";
import { locationUrl, relativeName } from "../location.ts";
import { dequeue, forgetPipe, pipesWithFiles, type QueuedFile, queued, queueTables } from "./queue.ts";

export interface PipeRunner {
  /** Looks for queued files of a pipe, now or after the load that is running. */
  wake(pipeId: number): void;
  /** Files were put on the pipe's queue, and that is committed. */
  added(pipeId: number, count: number): void;
  /**
   * Files that are queued or being loaded. Falls only once their rows can be read: DuckDB's own tables show a commit some moments before
   * the rows are published, while it writes a checkpoint.
   */
  pending(pipeId: number): number;
  /** Why the pipe's last attempt failed; undefined when it did not. */
  fault(pipeId: number): string | undefined;
  /** Resolves when nothing is being loaded. */
  idle(): Promise<void>;
  /** Finishes the transaction that is running, starts no other. */
  stop(): Promise<void>;
}

/** Files of one transaction: enough to pay for it, few enough that a drop's rows are seen soon. */
const filesPerLoad = 64;
/** A store or network that fails is asked again; the file stays in the queue. */
const retryMs = 2_000;

const runners = new WeakMap<Storage, PipeRunner>();

/** Throws when the twin was started without pipes. */
export function pipeRunnerOf(storage: Storage): PipeRunner {
  const runner = runners.get(storage);
  if (runner === undefined) throw new Error("The pipes of this twin were not started.");
  return runner;
}

/** Makes the queue where it is missing, and goes on with what a former run left in it. */
export async function startPipes(twin: Twin): Promise<PipeRunner> {
  await historyTable(twin.storage);
  const session = await twin.storage.openSession();
  for (const statement of [...queueTables, ...errorTables]) await session.connection.run(statement);
  const waiting = await pipesWithFiles(session.connection);
  await twin.storage.closeSession(session);
  const runner = createRunner(twin, waiting);
  runners.set(twin.storage, runner);
  for (const pipeId of waiting.keys()) runner.wake(pipeId);
  return runner;
}

function createRunner(twin: Twin, waiting: ReadonlyMap<number, number>): PipeRunner {
  const pending = new Map(waiting);
  const running = new Map<number, Promise<void>>();
  const wokenAgain = new Set<number>();
  const faults = new Map<number, string>();
  const retries = new Map<number, NodeJS.Timeout>();
  let isStopped = false;

  const work = async (pipeId: number): Promise<void> => {
    do {
      wokenAgain.delete(pipeId);
      try {
        while (!isStopped) {
          const settled = await loadNext(twin, pipeId);
          if (settled === undefined) break;
          pending.set(pipeId, Math.max((pending.get(pipeId) ?? 0) - settled, 0));
          faults.delete(pipeId);
        }
      } catch (error) {
        faults.set(pipeId, toSnowflakeError(error).message);
        retryLater(pipeId);
      }
    } while (wokenAgain.has(pipeId) && !isStopped);
    // In one go with the question above: a wake between the two would be heard by nobody.
    running.delete(pipeId);
  };
  const wake = (pipeId: number) => {
    if (isStopped) return;
    if (running.has(pipeId)) {
      wokenAgain.add(pipeId);
      return;
    }
    running.set(pipeId, work(pipeId));
  };
  const retryLater = (pipeId: number) => {
    clearTimeout(retries.get(pipeId));
    const timer = setTimeout(() => wake(pipeId), retryMs);
    timer.unref();
    retries.set(pipeId, timer);
  };
  const idle = async () => {
    while (running.size > 0) await Promise.all(running.values());
  };
  return {
    wake,
    added: (pipeId, count) => void pending.set(pipeId, (pending.get(pipeId) ?? 0) + count),
    pending: (pipeId) => pending.get(pipeId) ?? 0,
    fault: (pipeId) => faults.get(pipeId),
    idle,
    async stop() {
      isStopped = true;
      for (const timer of retries.values()) clearTimeout(timer);
      await idle();
    },
  };
}

/** How many queued files were dealt with; undefined: nothing is left to do for the pipe. */
async function loadNext(twin: Twin, pipeId: number): Promise<number | undefined> {
  const found = twin.objects.reader(0).byId(pipeId);
  const pipe = found?.kind === "pipe" ? found : undefined;
  if (pipe?.paused === true) return undefined;
  const session = await openSession(twin, { user: "SYSTEM", application: "SNOWPIPE", ...placeOf(pipe) });
  try {
    if (pipe === undefined) {
      await forgetPipe(session.storage.connection, pipeId);
      return undefined;
    }
    const files = await queued(session.storage.connection, pipeId, filesPerLoad);
    if (files.length === 0) return undefined;
    const signal = new AbortController().signal;
    const text = pipe.copyStatement;
    const context = createContext(
      { twin, session, queryId: randomUUID(), text, binds: new Map(), signal },
      { points: new Map() },
    );
    await loadQueued(context, pipe, files);
    return files.length;
  } finally {
    await closeSession(twin, session);
  }
}

const placeOf = (pipe: PipeDefinition | undefined) =>
  pipe === undefined ? {} : { database: pipe.database, schema: pipe.schema };

/** The pipe's COPY with its names looked up in the pipe's own schema. */
export function preparePipe(context: ExecutionContext, pipe: PipeDefinition): PreparedCopy {
  return prepareCopy(context, parseStatement(pipe.copyStatement) as CopyIntoTable, { kind: "skip_file" });
}

async function loadQueued(
  context: ExecutionContext,
  pipe: PipeDefinition,
  files: readonly QueuedFile[],
): Promise<void> {
  const copy = preparePipe(context, pipe);
  const { location, table } = copy;
  const ids = files.map(({ id }) => id);
  const receivedAt = new Map(files.map(({ file, receivedAt: at }) => [file.key, at]));
  const present: QueuedFile[] = [];
  const gone: QueuedFile[] = [];
  for (const one of uniqueByKey(files)) {
    ((await location.store.stat(one.file.key)) === undefined ? gone : present).push(one);
  }
  const chosen = await chooseFiles(
    present.map(({ file }) => candidateOf(location, file)),
    {
      connection: context.connection,
      view: context.storage.readView(context.session.storage),
      history: await historyTable(context.storage),
      tableId: table.id,
      pipeId: pipe.id,
      now: context.now,
      options: copy.options,
    },
  );
  const missing = gone.map((one) => missingRecord(context, pipe, copy, one));
  const owner = { id: pipe.id, name: `${pipe.database}.${pipe.schema}.${pipe.name}`, receivedAt };
  if (chosen.load.length === 0) {
    await settleWithoutRows(context, ids, missing);
    return;
  }
  await loadChosen(context, copy, chosen.load, {
    pipe: owner,
    async alsoWrite(unit) {
      await recordLoads(unit, await historyTable(context.storage), missing);
      unit.atCommit((connection) => dequeue(connection, ids));
    },
  });
}

/** A file may be announced twice, by its event and by a refresh. */
function uniqueByKey(files: readonly QueuedFile[]): QueuedFile[] {
  return [...new Map(files.map((one) => [one.file.key, one])).values()];
}

async function settleWithoutRows(
  context: ExecutionContext,
  ids: readonly number[],
  records: readonly LoadRecord[],
): Promise<void> {
  const history = await historyTable(context.storage);
  await context.storage.write(
    context.session.storage,
    { queryId: context.queryId, append: [history] },
    async (unit) => {
      await recordLoads(unit, history, records);
      unit.atCommit((connection) => dequeue(connection, ids));
    },
  );
}

/** A file that went from the stage before its turn came. */
function missingRecord(
  context: ExecutionContext,
  pipe: PipeDefinition,
  { table, location }: PreparedCopy,
  { file, receivedAt }: QueuedFile,
): LoadRecord {
  return {
    tableId: table.id,
    pipeId: pipe.id,
    pipeName: `${pipe.database}.${pipe.schema}.${pipe.name}`,
    file: candidateOf(location, file).identity,
    fileName: relativeName(location, file.key),
    stageLocation: locationUrl(location),
    contentKey: file.contentKey,
    bytes: file.bytes,
    modifiedAt: file.modifiedAt,
    loadedAt: context.clock.now(),
    receivedAt,
    status: "LOAD_FAILED",
    rowsParsed: 0,
    rowsLoaded: 0,
    errorLimit: 0,
    errorCount: 1,
    firstError: missingFileMessage({ ...location, root: "", path: "" }, file.key),
    firstErrorLine: null,
    firstErrorCharacter: null,
    firstErrorColumn: null,
    queryId: context.queryId,
  };
}
