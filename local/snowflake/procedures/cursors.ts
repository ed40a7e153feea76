/** OPEN, FETCH, CLOSE. https://docs.snowflake.com/en/developer-guide/snowflake-scripting/cursors */
import { SnowflakeError } from "../errors.ts";
import type { CloseCursor, FetchCursor, OpenCursor, Span } from "../sql/ast/index.ts";
import { type Body, evaluateIn } from "./body.ts";
import type { ScriptRows } from "./results.ts";
import type { Named, Scope } from "./scope.ts";
import { guarded } from "./script-error.ts";
import { assignVariable, runSql } from "./sql-statement.ts";
import { bindOf, type ScriptValue, textValue } from "./values.ts";

type CursorName = Extract<Named, { kind: "cursor" }>;

export async function openCursor(body: Body, scope: Scope, { cursor, using, span }: OpenCursor): Promise<void> {
  const named = await guarded(body.context, "STATEMENT_ERROR", span, () => scope.require(cursor, "cursor"));
  const values: ScriptValue[] = [];
  for (const expression of using) values.push(await evaluateIn(body, scope, expression, span));
  named.open = { rows: await cursorRows(body, scope, named, values, span), position: 0 };
}

/** The rows of the query that a cursor is declared for, as of now. */
export async function cursorRows(
  body: Body,
  scope: Scope,
  { declaration: { source } }: CursorName,
  values: readonly ScriptValue[],
  span: Span,
): Promise<ScriptRows> {
  if (source.kind === "identifier") {
    return guarded(
      body.context,
      "STATEMENT_ERROR",
      span,
      () => scope.require(source, "resultset").rows ?? noRows(source.value, span),
    );
  }
  if (values.length === 0) return runSql(body, scope, source, span);
  const binds = new Map(values.map((value, at) => [String(at + 1), bindOf(value)] as const));
  return runSql(body, scope, source, span, new Map([...scope.textBinds(), ...binds]));
}

export function noRows(name: string, span: Span): never {
  throw new SnowflakeError("002228", "42601", `Resultset '${name}' has not been assigned.`, span);
}

/** After the last row every target becomes NULL. */
export async function fetchCursor(body: Body, scope: Scope, { cursor, into, span }: FetchCursor): Promise<void> {
  await guarded(body.context, "STATEMENT_ERROR", span, async () => {
    const { open } = scope.require(cursor, "cursor");
    if (open === undefined) throw notOpen(cursor.value);
    const row = open.rows.rows()[open.position];
    open.position += 1;
    if (into.length !== open.rows.columns.length) {
      throw new SnowflakeError(
        "002226",
        "42601",
        `FETCH of ${open.rows.columns.length} column(s) into ${into.length} variable(s).`,
        span,
      );
    }
    for (const [at, target] of into.entries()) {
      const type = open.rows.columns[at]?.type ?? textValue(null).type;
      await assignVariable(body, scope, target, { type, wire: row?.[at] ?? null });
    }
  });
}

export async function closeCursor(body: Body, scope: Scope, { cursor, span }: CloseCursor): Promise<void> {
  await guarded(body.context, "STATEMENT_ERROR", span, () => {
    const named = scope.require(cursor, "cursor");
    if (named.open === undefined) throw notOpen(cursor.value);
    named.open = undefined;
  });
}

const notOpen = (name: string) =>
  new SnowflakeError("002229", "24000", `Cursor '${name}' is not open: OPEN it before FETCH and CLOSE.`);
