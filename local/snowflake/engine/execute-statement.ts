/** Executes one parsed statement under its own query id. */
import { randomUUID } from "node:crypto";
import { notInTwin } from "../errors.ts";
import { prepareTableProcedures } from "../procedures/table-procedures.ts";
import type { Statement } from "../sql/ast/index.ts";
import { prepareStageReads } from "../stages/stage-reads.ts";
import type { Binds, ExecutionContext, Executor, StatementResult } from "./context.ts";
import { createContext, type StatementStart } from "./create-context.ts";
import { describedResult } from "./described-result.ts";
import { canceled, toSnowflakeError } from "./duckdb-errors.ts";
import { executors } from "./executors.ts";
import { preparePivots } from "./pivot-values.ts";
import { failRecord, keepForReading, openRecord } from "./query-records.ts";
import { prepareTravel, type TravelPoints } from "./time-travel.ts";

/** A statement inside another (procedure, task, block): a new query id in the same session. */
export async function executeStatement(
  parent: StatementStart,
  statement: Statement,
  text: string,
  binds: Binds,
): Promise<StatementResult> {
  const { twin, session } = parent;
  const queryId = randomUUID();
  const record = openRecord(twin, session, { queryId, text: text.slice(statement.span.start, statement.span.end) });
  record.statementKind = statement.kind;
  try {
    const result = await runStatement({ ...parent, queryId, text, binds }, statement);
    keepForReading(twin, record, result);
    return result;
  } catch (thrown) {
    failRecord(twin, record, toSnowflakeError(thrown));
    throw thrown;
  }
}

/** Throws what the executor throws; a kind that nobody executes is refused by name. */
export async function runStatement(start: StatementStart, statement: Statement): Promise<StatementResult> {
  const executor = executors[statement.kind] as Executor | undefined;
  if (executor === undefined) {
    throw notInTwin(statement.span, nameOf(statement), "Leave the statement out.");
  }
  const result = await executor(await prepare(start, statement), statement);
  start.session.queryIds.push(start.queryId);
  return result;
}

/** What the statement would answer, without doing it. */
export async function describeStatement(start: StatementStart, statement: Statement): Promise<StatementResult> {
  return describedResult(await prepare(start, statement), statement, executors[statement.kind] as Executor | undefined);
}

async function prepare(start: StatementStart, statement: Statement): Promise<ExecutionContext> {
  if (start.signal.aborted) throw canceled();
  const travel: { points: TravelPoints } = { points: new Map() };
  const context = createContext(start, travel);
  travel.points = await prepareTravel(context, statement);
  await prepareStageReads(context, statement);
  await prepareTableProcedures(context, statement);
  await preparePivots(context, statement);
  return context;
}

const nameOf = (statement: Statement): string => {
  if (statement.kind === "unsupported") return statement.name;
  if (statement.kind === "createPolicy") return `CREATE ${statement.policyType}`;
  return "objectType" in statement && /Object$/.test(statement.kind)
    ? spellKind(statement.kind).replace("OBJECT", String(statement.objectType))
    : spellKind(statement.kind);
};

/** `createMaskingPolicy` → `CREATE MASKING POLICY`. */
const spellKind = (kind: string) => kind.replace(/[A-Z]/g, " $&").toUpperCase();
