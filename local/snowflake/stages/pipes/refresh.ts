/** Puts files on a pipe's queue: those that REFRESH finds in the stage, and those that a bucket's event names. */
import type { PipeDefinition } from "../../catalog/objects.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import { type Candidate, candidateOf, chooseFiles } from "../copy/candidates.ts";
import type { PreparedCopy } from "../copy/copy-into-table.ts";
import { historyTable } from "../copy/load-history.ts";
import { keyPrefix, pathPattern } from "../location.ts";
import { enqueue, queuedKeys } from "./queue.ts";
import { pipeRunnerOf, preparePipe } from "./runner.ts";
import { withScope } from "./scope.ts";

/** https://docs.snowflake.com/en/sql-reference/sql/alter-pipe : files staged within the last 7 days. */
const REFRESH_MS = 7 * 86_400_000;

export interface RefreshRequest {
  /** Added to the path of the pipe's COPY. */
  prefix: string;
  /** Milliseconds. */
  modifiedAfter: number | undefined;
}

/** Gives the files that were sent, as paths under the stage. They are loaded in the background. */
export async function refreshPipe(
  context: ExecutionContext,
  pipe: PipeDefinition,
  request: RefreshRequest,
): Promise<string[]> {
  const copy = preparePipe(withScope(context, pipe), pipe);
  const { location, options } = copy;
  const since = Math.max(context.now - REFRESH_MS, request.modifiedAfter ?? 0);
  const matches = options.pattern === undefined ? () => true : pathPattern(options.pattern);
  const candidates: Candidate[] = [];
  for await (const file of location.store.list(`${keyPrefix(location)}${request.prefix}`)) {
    if (file.modifiedAt >= since && matches(location, file.key)) candidates.push(candidateOf(location, file));
  }
  return (await send(context, pipe, copy, candidates)).map(({ relative }) => relative);
}

/** Leaves out what the pipe or the table has loaded, and what is waiting already. */
export async function send(
  context: ExecutionContext,
  pipe: PipeDefinition,
  { table, options }: PreparedCopy,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const request = {
    connection: context.connection,
    view: context.storage.readView(context.session.storage),
    history: await historyTable(context.storage),
    tableId: table.id,
    now: context.now,
    options: { ...options, loadUncertainFiles: true, sizeLimit: undefined },
  };
  const notByPipe = await chooseFiles(candidates, { ...request, pipeId: pipe.id });
  const notByCopy = await chooseFiles(notByPipe.load, { ...request, pipeId: undefined });
  const waiting = await queuedKeys(context.connection, pipe.id);
  const fresh = notByCopy.load.filter(({ file }) => !waiting.has(file.key));
  const runner = pipeRunnerOf(context.storage);
  // Counted before they can be seen: a load that is running may take them at once.
  runner.added(pipe.id, fresh.length);
  try {
    const files = fresh.map(({ file }) => file);
    await enqueue(context.connection, pipe.id, files, context.clock.now());
  } catch (error) {
    runner.added(pipe.id, -fresh.length);
    throw error;
  }
  runner.wake(pipe.id);
  return fresh;
}
