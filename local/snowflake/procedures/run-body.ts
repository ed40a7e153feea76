/** A whole body: what it returns, and what an exception becomes that nobody handles. */
import type { Block, Statement } from "../sql/ast/index.ts";
import type { Body, Returned } from "./body.ts";
import { rowsReturned } from "./return.ts";
import { runBlock } from "./run-block.ts";
import type { Scope } from "./scope.ts";
import { ScriptError } from "./script-error.ts";
import { runSql } from "./sql-statement.ts";
import { textValue } from "./values.ts";

/** Without RETURN the value is NULL. A body of one statement, without a block, gives that statement's rows. */
export async function runBody(body: Body, scope: Scope, statement: Block | Statement): Promise<Returned> {
  try {
    if (statement.kind !== "block") return rowsReturned(await runSql(body, scope, statement, statement.span));
    const signal = await runBlock(body, scope, statement);
    return signal?.kind === "return" ? signal.result : { form: "value", value: textValue(null) };
  } catch (thrown) {
    throw thrown instanceof ScriptError ? thrown.uncaught() : thrown;
  }
}
