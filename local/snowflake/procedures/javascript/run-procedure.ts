/** JavaScript procedures. https://docs.snowflake.com/en/developer-guide/stored-procedure/stored-procedures-javascript */
import type { BindValue, ExecutionContext } from "../../engine/context.ts";
import { canceled, toSnowflakeError } from "../../engine/duckdb-errors.ts";
import type { SnowflakeError } from "../../errors.ts";
import { parseStatement } from "../../sql/parser/index.ts";
import type { Returned } from "../body.ts";
import { readResult } from "../results.ts";
import type { Routine } from "../routine.ts";
import { checkScope } from "../sql-statement.ts";
import { type ScriptValue, textValue } from "../values.ts";
import { functionSource } from "./body-source.ts";
import { executionError, sandboxError } from "./javascript-error.ts";
import { procedureLimits } from "./limits.ts";
import { type BodyError, SandboxError } from "./sandbox.ts";
import { runInThread } from "./worker-pool.ts";

export async function runJavascript(
  context: ExecutionContext,
  { name, parameters, body, returns }: Routine,
  values: readonly ScriptValue[],
  isInTransaction: boolean,
): Promise<Returned> {
  const type = returns ?? textValue(null).type;
  const source = functionSource(parameters, body);
  const request = JSON.stringify({
    types: values.map((value) => value.type),
    args: values.map(({ wire }) => wire),
    returns: type,
  });
  try {
    const answer = await runInThread({ source, request, limits: procedureLimits }, context.signal, (asked) =>
      runAsked(context, asked, isInTransaction),
    );
    const { wire, error } = JSON.parse(answer) as { wire?: string | null; error?: BodyError };
    if (error !== undefined) throw executionError(name, source, error);
    return { form: "value", value: { type, wire: wire ?? null } };
  } catch (thrown) {
    throw thrown instanceof SandboxError ? sandboxError(name, thrown) : thrown;
  }
}

/** One statement of the body: its rows and counts, or its error for the body to catch. */
async function runAsked(context: ExecutionContext, asked: string, isInTransaction: boolean): Promise<string> {
  const { sqlText, binds } = JSON.parse(asked) as { sqlText: string; binds: BindValue[] };
  try {
    if (isInTransaction) checkScope(parseStatement(sqlText));
    const numbered = new Map(binds.map((bind, at) => [String(at + 1), bind] as const));
    const result = await context.executeText(sqlText, numbered);
    const rows = await readResult(context, result);
    const answer = {
      columns: rows.columns,
      rows: rows.rows(),
      total: rows.total,
      counts: result.counts ?? {},
      queryId: context.session.queryIds.at(-1),
    };
    return JSON.stringify({ answer });
  } catch (thrown) {
    if (context.signal.aborted) throw canceled();
    return JSON.stringify({ error: told(toSnowflakeError(thrown)) });
  }
}

const told = ({ code, sqlState, message }: SnowflakeError) => ({ code: Number(code), state: sqlState, message });
