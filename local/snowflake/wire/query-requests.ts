/** Query requests: running them, waiting for them, asking for them again, aborting them. */
import type { Binds, BindValue } from "../engine/context.ts";
import { type Outcome, type RunningQuery, runRequest } from "../engine/run-request.ts";
import type { Twin } from "../engine/twin.ts";
import { SnowflakeError } from "../errors.ts";
import type { ResultFormat } from "../results/store-result.ts";
import type { Session } from "../session.ts";
import { failure, success, successWithText } from "./http.ts";
import { checkedParameter, type ParameterValue, parameters } from "./parameters.ts";
import { queryResponseData } from "./query-response.ts";

/** After this the driver is told to ask again: proxies and drivers give up on silent connections. */
const holdMs = 30_000;
const inProgress = "333333";
const inProgressAsync = "333334";
/** Requests that a driver may send again. */
const rememberedRequests = 5_000;

export interface QueryRequests {
  /** POST /queries/v1/query-request */
  run(session: Session, requestId: string, body: Record<string, unknown>): Promise<string>;
  /** GET /queries/{id}/result */
  result(session: Session, queryId: string): Promise<string>;
  /** POST /queries/v1/abort-request, POST /queries/{id}/abort-request */
  abort(by: { requestId: string } | { queryId: string }): string;
  /** GET /monitoring/queries/{id} */
  status(queryId: string): string;
  /** For SYSTEM$CANCEL_QUERY and closing sessions. */
  abortSession(session: Session): void;
}

export function createQueryRequests(twin: Twin): QueryRequests {
  const byRequest = new Map<string, RunningQuery>();
  const byQuery = new Map<string, RunningQuery>();
  const sessions = new WeakMap<RunningQuery, Session>();

  const remember = (requestId: string, session: Session, query: RunningQuery) => {
    sessions.set(query, session);
    byRequest.set(requestId, query);
    byQuery.set(query.queryId, query);
    if (byRequest.size <= rememberedRequests) return;
    const [oldestRequest, oldest] = byRequest.entries().next().value ?? [];
    if (oldestRequest !== undefined) byRequest.delete(oldestRequest);
    if (oldest !== undefined) byQuery.delete(oldest.queryId);
  };

  const answer = (session: Session, query: RunningQuery, outcome: Outcome): string =>
    outcome.ok
      ? successWithText(queryResponseData(outcome.result, session, twin.url()))
      : failure(outcome.error, query.queryId);

  const later = (query: RunningQuery, code: string) =>
    success(
      {
        queryId: query.queryId,
        getResultUrl: `/queries/${query.queryId}/result`,
        queryAbortsAfterSecs: 300,
        progressDesc: null,
      },
      code,
    );

  const wait = async (session: Session, query: RunningQuery, code: string): Promise<string> => {
    let timer: NodeJS.Timeout | undefined;
    const held = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), holdMs);
    });
    const outcome = await Promise.race([query.outcome, held]);
    clearTimeout(timer);
    return outcome === undefined ? later(query, code) : answer(session, query, outcome);
  };

  return {
    async run(session, requestId, body) {
      const known = requestId === "" ? undefined : byRequest.get(requestId);
      if (known !== undefined) return wait(session, known, inProgress);
      const query = runRequest(twin, session, {
        text: String(body.sqlText ?? ""),
        binds: readBinds(body.bindings),
        bindStage: typeof body.bindStage === "string" ? body.bindStage : undefined,
        parameters: readParameters(body.parameters),
        describeOnly: body.describeOnly === true,
        format: formatFor(session),
        isAsync: body.asyncExec === true,
      });
      remember(requestId, session, query);
      return body.asyncExec === true ? later(query, inProgressAsync) : wait(session, query, inProgress);
    },
    async result(session, queryId) {
      const running = byQuery.get(queryId);
      if (running !== undefined) return wait(session, running, inProgress);
      const stored = twin.results.get(queryId);
      if (stored !== undefined) return successWithText(queryResponseData(stored, session, twin.url()));
      return failure(new SnowflakeError("000709", "02000", `Statement ${queryId} not found`), queryId);
    },
    abort(by) {
      const query = "requestId" in by ? byRequest.get(by.requestId) : byQuery.get(by.queryId);
      if (query === undefined || twin.history.get(query.queryId)?.status !== "RUNNING") {
        return failure(new SnowflakeError("000605", "57014", "Identified SQL statement is not currently executing."));
      }
      query.abort();
      return success(null);
    },
    status(queryId) {
      const record = twin.history.get(queryId);
      if (record === undefined) return success({ queries: [] });
      return success({
        queries: [
          {
            id: queryId,
            sessionId: record.sessionId,
            status: record.status,
            state: record.status,
            sqlText: record.text,
            startTime: record.startedAt,
            endTime: record.endedAt ?? 0,
            totalDuration: (record.endedAt ?? twin.clock.now()) - record.startedAt,
            userName: record.user,
            warehouseName: record.warehouse ?? "",
            errorCode: record.error === undefined ? null : record.error.code,
            errorMessage: record.error === undefined ? null : record.error.message,
          },
        ],
      });
    },
    abortSession(session) {
      for (const query of byQuery.values()) if (sessions.get(query) === session) query.abort();
    },
  };
}

/** Only these clients read Arrow; the Node driver reads JSON alone. */
const arrowReaders = /python|snowpark|odbc/i;

function formatFor(session: Session): ResultFormat {
  const asked = session.parameters.get("PYTHON_CONNECTOR_QUERY_RESULT_FORMAT");
  if (String(asked ?? "").toUpperCase() === "JSON") return "json";
  return arrowReaders.test(session.application) ? "arrow" : "json";
}

function readBinds(bindings: unknown): Binds {
  const binds = new Map<string, BindValue>();
  for (const [name, bind] of Object.entries((bindings ?? {}) as Record<string, BindValue>)) {
    binds.set(/^\d+$/.test(name) ? name : name.toUpperCase(), { type: bind.type, value: bind.value });
  }
  return binds;
}

function readParameters(given: unknown): Map<string, ParameterValue> {
  const read = new Map<string, ParameterValue>();
  for (const [key, value] of Object.entries((given ?? {}) as Record<string, ParameterValue>)) {
    const name = key.toUpperCase();
    if (name in parameters) read.set(name, checkedParameter(name, value));
  }
  return read;
}
