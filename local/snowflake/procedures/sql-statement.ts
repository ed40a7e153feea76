/** SQL statements of a block: run with the block's variables, their rows read, their counts kept for SQLROWCOUNT. */
import type { Binds, RowCounts } from "../engine/context.ts";
import { statementTypes } from "../engine/statement-types.ts";
import { notInTwin, SnowflakeError } from "../errors.ts";
import type { Bind, Call, Query, Span, Statement } from "../sql/ast/index.ts";
import { type Body, scriptContext } from "./body.ts";
import { ownBinds, ownStatement } from "./own-statement.ts";
import { readResult, type ScriptRows } from "./results.ts";
import type { Scope } from "./scope.ts";
import { guarded } from "./script-error.ts";
import { convert, type ScriptValue } from "./values.ts";

/** `binds` instead of the body's, for a cursor opened with USING. */
export function runSql(body: Body, scope: Scope, statement: Statement, span: Span, binds?: Binds): Promise<ScriptRows> {
  return guarded(body.context, "STATEMENT_ERROR", span, async () => {
    const context = scriptContext(body, scope);
    if (body.isInTransaction) checkScope(statement);
    const own = ownStatement(body.text, statement);
    const inner = binds ?? ownBinds(context.binds, own);
    const result = await context.execute(own.statement, own.text, inner);
    const rows = await readResult(context, result);
    const queryId = context.session.queryIds.at(-1);
    if (queryId !== undefined) scope.keepResult(queryId, rows);
    const affected = isDml(result.typeId) ? affectedRows(result.counts) : null;
    Object.assign(scope.last, {
      affected,
      activity: affected ?? (result.typeId === statementTypes.SELECT ? rows.total : null),
      queryId,
    });
    const into = targetsOf(statement);
    if (into.length > 0) await storeInto(body, scope, rows, into);
    return rows;
  });
}

/** https://docs.snowflake.com/en/sql-reference/transactions#scoped-transactions */
export function checkScope({ kind, span }: Statement): void {
  if (kind === "begin") {
    throw notInTwin(span, "a transaction inside another one's procedure call", "Begin it in one of the two places.");
  }
  if (kind !== "commit" && kind !== "rollback") return;
  throw new SnowflakeError(
    "090234",
    "22000",
    "Modifying a transaction that has started at a different scope is not allowed.",
    span,
  );
}

const isDml = (typeId: number): boolean => typeId >= statementTypes.DML && typeId < statementTypes.SCL;

const affectedRows = (counts: RowCounts | undefined): number =>
  (counts?.inserted ?? 0) + (counts?.updated ?? 0) + (counts?.deleted ?? 0);

function targetsOf(statement: Statement): readonly Bind[] {
  if (statement.kind === "call")
    return (statement as Call).into === undefined ? [] : [(statement as Call).into as Bind];
  return statement.kind === "query" ? intoOf(statement) : [];
}

/** INTO stands in the first SELECT of a query. */
function intoOf(query: Query): readonly Bind[] {
  const stack: unknown[] = [query.body];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (typeof node !== "object" || node === null) continue;
    const { kind, into } = node as { kind?: string; into?: Bind[] };
    if (kind === "select") return into ?? [];
    const { left, query: inner, body } = node as { left?: unknown; query?: { body?: unknown }; body?: unknown };
    stack.push(left ?? inner?.body ?? body);
  }
  return [];
}

/** https://docs.snowflake.com/en/developer-guide/snowflake-scripting/variables#setting-variables-to-the-results-of-a-select-statement */
async function storeInto(body: Body, scope: Scope, rows: ScriptRows, into: readonly Bind[]): Promise<void> {
  if (rows.total !== 1) {
    throw new SnowflakeError(
      "100183",
      "P0000",
      `A SELECT INTO statement expects exactly 1 returned row, but got ${rows.total}.`,
    );
  }
  if (rows.columns.length !== into.length) {
    throw new SnowflakeError(
      "100183",
      "P0000",
      `A SELECT INTO statement expects ${into.length} column(s), but got ${rows.columns.length}.`,
    );
  }
  const [cells = []] = rows.rows();
  for (const [at, bind] of into.entries()) {
    const type = rows.columns[at]?.type ?? { kind: "null" };
    const name = { kind: "identifier", value: bind.name, text: bind.name, quoted: false, span: bind.span } as const;
    await assignVariable(body, scope, name, { type, wire: cells[at] ?? null });
  }
}

/** Into a variable's type; a variable without one takes the value's. */
export async function assignVariable(
  body: Body,
  scope: Scope,
  target: Parameters<Scope["require"]>[0],
  value: ScriptValue,
): Promise<void> {
  const variable = scope.require(target, "variable");
  variable.value = await fitted(body, value, variable.type);
  variable.type ??= variable.value.type;
}

/** Without conversion where the types are the same. */
export async function fitted(
  body: Body,
  value: ScriptValue,
  to: ScriptValue["type"] | undefined,
): Promise<ScriptValue> {
  if (to === undefined || JSON.stringify(to) === JSON.stringify(value.type)) return value;
  if (value.wire === null) return { type: to, wire: null };
  return convert(body.context, value, to);
}
