/** Runs what a client sent: one statement or several, with its time-out and its record in the history; one at a time per session unless it is asynchronous. */
import { randomUUID } from "node:crypto";
import { SnowflakeError } from "../errors.ts";
import type { StoredResult } from "../results/result-store.ts";
import { type ResultFormat, storeResult } from "../results/store-result.ts";
import type { Session } from "../session.ts";
import type { Statement } from "../sql/ast/index.ts";
import { parseScript } from "../sql/parser/index.ts";
import { stagedBinds } from "../stages/staged-binds.ts";
import { type ParameterValue, parameterValue } from "../wire/parameters.ts";
import { mayRunBeside, onBranch } from "./branch-session.ts";
import type { Binds, StatementResult } from "./context.ts";
import { createContext } from "./create-context.ts";
import { canceled, toSnowflakeError } from "./duckdb-errors.ts";
import { describeStatement, runStatement } from "./execute-statement.ts";
import { column, tableResult } from "./literal-result.ts";
import { parsedBefore } from "./plan-cache.ts";
import type { QueryRecord } from "./query-history.ts";
import { closeRecord, failRecord, openRecord } from "./query-records.ts";
import { statementTypes } from "./statement-types.ts";
import type { Twin } from "./twin.ts";

export interface QueryRequest {
  text: string;
  binds: Binds;
  /** `@stage/path` of the files with the binds, instead of `binds`. */
  bindStage?: string | undefined;
  /** Session parameters for this request only: MULTI_STATEMENT_COUNT, QUERY_TAG, STATEMENT_TIMEOUT_IN_SECONDS, … */
  parameters: ReadonlyMap<string, ParameterValue>;
  describeOnly: boolean;
  format: ResultFormat;
  /** The client does not wait: the statement may run beside others of its session. */
  isAsync?: boolean;
}

export interface RunningQuery {
  readonly queryId: string;
  /** Never rejects. */
  readonly outcome: Promise<Outcome>;
  abort(): void;
}

export type Outcome = { ok: true; result: StoredResult } | { ok: false; error: SnowflakeError };

/** The last request of each session: the next one waits for it. */
const tails = new WeakMap<Session, Promise<unknown>>();

export function runRequest(twin: Twin, session: Session, request: QueryRequest): RunningQuery {
  const queryId = randomUUID();
  const controller = new AbortController();
  const { signal } = controller;
  const record = openRecord(twin, session, { queryId, text: request.text, tag: tagOf(request) });
  twin.running.set(queryId, controller);
  const run = async (session: Session): Promise<Outcome> => {
    // An interrupt that falls between two statements of DuckDB is lost, so it is sent until the work has ended.
    let interrupting: NodeJS.Timeout | undefined;
    const interrupt = () => {
      session.storage.connection.interrupt();
      interrupting ??= setInterval(() => session.storage.connection.interrupt(), 50);
    };
    const seconds = Number(
      request.parameters.get("STATEMENT_TIMEOUT_IN_SECONDS") ??
        parameterValue(session.parameters, "STATEMENT_TIMEOUT_IN_SECONDS"),
    );
    let isLate = false;
    const timer = setTimeout(
      () => {
        isLate = true;
        controller.abort();
      },
      Math.min(seconds * 1000, 2 ** 31 - 1),
    );
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      if (signal.aborted) throw canceled();
      const result = await runAll({ twin, session, request, queryId, signal, record });
      closeRecord(twin, record, result.counts, result.total);
      return { ok: true, result };
    } catch (thrown) {
      const known = toSnowflakeError(thrown);
      const error = isLate ? timedOut(seconds) : signal.aborted ? canceled() : known;
      failRecord(twin, record, error);
      return { ok: false, error };
    } finally {
      twin.running.delete(queryId);
      clearTimeout(timer);
      clearInterval(interrupting);
      signal.removeEventListener("abort", interrupt);
    }
  };
  if (request.isAsync === true && mayRunBeside(session, request.text)) {
    return { queryId, outcome: onBranch(twin, session, run), abort: () => controller.abort() };
  }
  const work = (tails.get(session) ?? Promise.resolve()).then(() => run(session));
  tails.set(session, work);
  return { queryId, outcome: work, abort: () => controller.abort() };
}

const tagOf = ({ parameters }: QueryRequest): string | undefined => {
  const tag = parameters.get("QUERY_TAG");
  return tag === undefined ? undefined : String(tag);
};

const timedOut = (seconds: number) =>
  new SnowflakeError(
    "000630",
    "57014",
    `Statement reached its statement or warehouse timeout of ${seconds} second(s) and was canceled.`,
  );

interface Run {
  twin: Twin;
  session: Session;
  request: QueryRequest;
  queryId: string;
  signal: AbortSignal;
  record: QueryRecord;
}

async function runAll(run: Run): Promise<StoredResult> {
  const { request, session } = run;
  const statements = parsedBefore(session, request.text) ?? parseScript(request.text);
  const [first] = statements;
  if (first === undefined) throw new SnowflakeError("000900", "42601", "SQL compilation error:\nEmpty SQL Statement.");
  const expected = Number(
    request.parameters.get("MULTI_STATEMENT_COUNT") ?? parameterValue(session.parameters, "MULTI_STATEMENT_COUNT"),
  );
  if (expected !== 0 && expected !== statements.length) {
    throw new SnowflakeError(
      "000008",
      "0A000",
      `Actual statement count ${statements.length} did not match the desired statement count ${expected}.`,
    );
  }
  return statements.length === 1 ? runOne(run, first, run.queryId) : runSeveral(run, statements);
}

async function runOne(run: Run, statement: Statement, queryId: string): Promise<StoredResult> {
  const { twin, session, request, signal, record } = run;
  record.statementKind ||= statement.kind;
  const given = { twin, session, queryId, text: request.text, binds: request.binds, signal };
  const { bindStage } = request;
  const start =
    bindStage === undefined
      ? given
      : { ...given, binds: await stagedBinds(createContext(given, { points: new Map() }), bindStage) };
  const result = request.describeOnly
    ? await describeStatement(start, statement)
    : await runStatement(start, statement);
  return store(run, result, queryId);
}

async function runSeveral(run: Run, statements: readonly Statement[]): Promise<StoredResult> {
  const { twin, session, request } = run;
  const children: StoredResult[] = [];
  for (const statement of statements) {
    const text = request.text.slice(statement.span.start, statement.span.end);
    const queryId = randomUUID();
    const record = openRecord(twin, session, { queryId, text, tag: tagOf(request) });
    try {
      const child = await runOne({ ...run, record }, statement, queryId);
      closeRecord(twin, record, child.counts, child.total);
      children.push(child);
    } catch (thrown) {
      const error = toSnowflakeError(thrown);
      failRecord(twin, record, error);
      throw error;
    }
  }
  const summary = tableResult(
    [column("multiple statement execution")],
    [["Multiple statements executed successfully."]],
    statementTypes.MULTI_STATEMENT,
  );
  return store(run, summary, run.queryId, {
    resultIds: children.map((child) => child.queryId).join(","),
    resultTypes: children.map((child) => child.typeId).join(","),
  });
}

async function store(
  run: Run,
  result: StatementResult,
  queryId: string,
  extra: Record<string, unknown> = {},
): Promise<StoredResult> {
  const { twin, session, request } = run;
  return storeResult(twin.results, session, result, { queryId, format: request.format, extra });
}
