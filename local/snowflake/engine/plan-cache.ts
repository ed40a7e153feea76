/**
 * Compiled queries that a session sends again: kept by their text, used while nothing that the compilation asked for can have changed.
 * That is decided coarsely: any DDL, any commit and any change of the session's settings ends every plan. DuckDB's own plans are not kept: they
 * leave out conditions that were true of every row, and would show rows that came later (`results/read-rows.ts`).
 */
import type { ViewRead } from "../changes/stream-reads.ts";
import type { Session } from "../session.ts";
import type { Query, Statement } from "../sql/ast/index.ts";
import type { CompiledQuery, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { ExecutionContext, LastRun } from "./context.ts";

interface Plan extends PlannedQuery {
  statements: readonly Statement[];
  lastRun: LastRun;
  settings: string;
  /** Identity of the storage's newest committed state; DDL makes another one too. */
  committed: object;
}

/** Plans of one session, the least recently used first. By session, because its temporary objects hide others. */
const plansOf = new WeakMap<Session, Map<string, Plan>>();
const keptPlans = 100;
/** Long texts are mostly literal rows that do not come again. */
const longestText = 20_000;

export interface PlannedQuery {
  compiled: CompiledQuery;
  /** Of a query whose plan is kept. */
  lastRun?: LastRun;
}

/** The statements of a text that has a plan in this session, so that it is not parsed again. */
export function parsedBefore(session: Session, text: string): readonly Statement[] | undefined {
  return plansOf.get(session)?.get(text)?.statements;
}

/** Compiles the query of a SELECT, or takes the plan of its last run. Throws what `compileQuery` throws. */
export function planQuery(context: ExecutionContext, query: Query): PlannedQuery {
  if (!isPlain(context, query)) return { compiled: context.compileQuery(query) };
  const { session, text, storage } = context;
  const settings = settingsOf(session);
  const plans = plansOf.get(session) ?? new Map<string, Plan>();
  plansOf.set(session, plans);
  const kept = plans.get(text);
  plans.delete(text);
  const committed = storage.committedState();
  if (kept?.settings === settings && kept.committed === committed) {
    plans.set(text, kept);
    return kept;
  }
  const compiled = context.compileQuery(query);
  if (!compiled.isDeterministic || !compiled.reads.every(readsTablesOnly)) return { compiled };
  const plan: Plan = { statements: [query], compiled, settings, committed, lastRun: kept?.lastRun ?? {} };
  plans.set(text, plan);
  for (const oldest of plans.keys()) {
    if (plans.size <= keptPlans) break;
    plans.delete(oldest);
  }
  return plan;
}

/** The request's only statement, with nothing in it that the key does not have: binds, variables, open transactions, the past. */
function isPlain({ session, text, binds, script }: ExecutionContext, { span }: Query): boolean {
  return (
    binds.size === 0 &&
    script === undefined &&
    session.storage.transaction === undefined &&
    text.length <= longestText &&
    isWhole(text, span) &&
    !/[$@]|->>|\b(?:at|before|pivot|identifier)\s*\(/i.test(text)
  );
}

const isWhole = (text: string, { start, end }: Query["span"]) =>
  text.slice(0, start).trim() === "" && /^[\s;]*$/.test(text.slice(end));

function settingsOf({ role, warehouse, database, schema, parameters }: Session): string {
  return JSON.stringify([role, warehouse, database, schema, ...parameters]);
}

/** Streams, stages, results of queries, INFORMATION_SCHEMA and dynamic tables give another text without DDL or commit. */
function readsTablesOnly({ source }: ResolvedRelation): boolean {
  const { kind, reads, isDeterministic } = (source ?? {}) as Partial<ViewRead>;
  if (kind === "view") return isDeterministic === true && (reads ?? []).every(readsTablesOnly);
  return (kind as string | undefined) === "table";
}
