/** Runs a DML statement: locks, one write unit, and the streams that it consumed move with its commit. */
import { streamReads } from "../changes/stream-reads.ts";
import type { ExecutionContext } from "../engine/context.ts";
import type { Expression, Query } from "../sql/ast/index.ts";
import type { CatalogView, CompiledExpression, CompiledQuery, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { CastSettings } from "../sql/emit/cast.ts";
import type { ReadView, WriteRequest, WriteUnit } from "../storage/port.ts";

/** Compiles against one view of the tables, and remembers what was read. */
export interface Compiler {
  query(query: Query): CompiledQuery;
  expression(expression: Expression): CompiledExpression;
  /** What conversions depend on in the session. */
  readonly settings: CastSettings;
}

export interface Dml<Plan, Result> {
  request: Pick<WriteRequest, "append" | "change">;
  /** The view that the queries are compiled with, when it is more than the session's. */
  within?(view: CatalogView): CatalogView;
  /** Compiles the statement's queries. Called again once the locks are held: it has no other effect. */
  plan(compile: Compiler): Plan;
  apply(unit: WriteUnit, plan: Plan): Promise<Result>;
}

/** In a session with AUTOCOMMIT off the first DML statement begins a transaction. */
export function beginUnlessAutocommit({ session, storage }: ExecutionContext): void {
  const autocommit = session.parameters.get("AUTOCOMMIT");
  if (autocommit === false || autocommit === "false") storage.begin(session.storage);
}

export const streamKey = (streamId: number): string => `stream ${streamId}`;

/** The locks that a statement needs which reads a query and writes its rows by itself (CTAS, COPY INTO location). */
export function streamLocks(context: ExecutionContext, query: Query): string[] {
  if (context.catalog.list("stream").length === 0) return [];
  return streamReads(context.compileQuery(query).reads).map(({ id }) => streamKey(id));
}

export async function runDml<Plan, Result>(
  context: ExecutionContext,
  { request, plan, apply, within = (view) => view }: Dml<Plan, Result>,
): Promise<Result> {
  const planWith = (read?: ReadView) => {
    const reads: ResolvedRelation[] = [];
    const view = within(context.view(read, { includeHidden: true }));
    const noted = <T extends { reads: readonly ResolvedRelation[] }>(compiled: T): T => {
      reads.push(...compiled.reads);
      return compiled;
    };
    const made = plan({
      query: (query) => noted(context.compileQuery(query, view)),
      expression: (expression) => noted(context.compileExpression(expression, view)),
      settings: {
        timeZone: String(view.session.parameter("TIMEZONE") ?? "America/Los_Angeles"),
        parameter: (name) => view.session.parameter(name),
      },
    });
    return { made, streams: streamReads(reads) };
  };
  // Streams are locked before the statement's view is taken, so they have to be known before: looked for where there are any.
  const hasStreams = context.catalog.list("stream").length > 0;
  const lock = hasStreams ? planWith().streams.map(({ id }) => streamKey(id)) : [];
  beginUnlessAutocommit(context);
  const full: WriteRequest = { ...request, lock, queryId: context.queryId, signal: context.signal };
  return context.storage.write(context.session.storage, full, async (unit) => {
    const { made, streams } = planWith(unit.view);
    const result = await apply(unit, made);
    consume(context, unit, streams);
    return result;
  });
}

/**
 * Moves the offsets of the streams that a statement read, in the statement's transaction. For statements that are no DML of their own and
 * write (CTAS): with `streamLocks` in the same request.
 * https://docs.snowflake.com/en/user-guide/streams-intro#stream-offset
 */
export function consume(
  { storage, now }: Pick<ExecutionContext, "storage" | "now">,
  unit: WriteUnit,
  streams: ReturnType<typeof streamReads>,
): void {
  for (const { id, next } of streams) storage.streamOffsets.set(unit, id, { points: next, isInitial: false, at: now });
}
