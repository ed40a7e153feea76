/** RETURN of a value or of a table. https://docs.snowflake.com/en/developer-guide/snowflake-scripting/return */
import { notInTwin } from "../errors.ts";
import type { Return } from "../sql/ast/index.ts";
import { quoteName } from "../sql/emit/text.ts";
import { type Body, evaluateIn, type Returned } from "./body.ts";
import { noRows } from "./cursors.ts";
import type { ScriptRows } from "./results.ts";
import type { Scope } from "./scope.ts";
import { guarded } from "./script-error.ts";
import { runSql } from "./sql-statement.ts";
import { textValue } from "./values.ts";

export async function runReturn(body: Body, scope: Scope, { value, table, span }: Return): Promise<Returned> {
  if (table !== undefined) return rowsReturned(await tableRows(body, scope, table, span));
  if (value === undefined) return { form: "value", value: textValue(null) };
  return { form: "value", value: await evaluateIn(body, scope, value, span) };
}

async function tableRows(
  body: Body,
  scope: Scope,
  table: NonNullable<Return["table"]>,
  span: Return["span"],
): Promise<ScriptRows> {
  if (table.kind === "query") return runSql(body, scope, table, span);
  if (table.kind === "functionCall") {
    const [argument] = table.arguments;
    const isCursor = table.name.parts.at(-1)?.value === "RESULTSET_FROM_CURSOR";
    if (!isCursor || argument?.kind !== "column") {
      throw notInTwin(table.span, "RETURN TABLE of a function", "Return the rows of a query: TABLE(SELECT ...).");
    }
    return named(body, scope, argument.parts[0] as Parameters<Scope["require"]>[0], span);
  }
  const name =
    table.kind === "identifier"
      ? table
      : ({ kind: "identifier", value: table.name, text: table.name, quoted: false, span: table.span } as const);
  return named(body, scope, name, span);
}

async function named(body: Body, scope: Scope, name: Parameters<Scope["require"]>[0], span: Return["span"]) {
  return guarded(body.context, "STATEMENT_ERROR", span, () => {
    const found = scope.require(name, "resultset", "cursor");
    const rows = found.kind === "resultset" ? found.rows : found.open?.rows;
    return rows ?? noRows(name.value, span);
  });
}

export function rowsReturned(rows: ScriptRows): Returned {
  const { from } = rows.relation();
  const cells = rows.columns.map(({ name }, at) => `c${at} as ${quoteName(name)}`);
  return { form: "rows", columns: rows.columns, sql: `select ${cells.join(", ")} from ${from} as q` };
}
