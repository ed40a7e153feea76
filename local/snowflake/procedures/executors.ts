/** Blocks, CALL and the bodies of procedures. */
import { callSystem, isSystemCall } from "../engine/call-system.ts";
import type { ExecutionContext, Executors, StatementResult } from "../engine/context.ts";
import type { Block } from "../sql/ast/index.ts";
import type { Body } from "./body.ts";
import { callProcedure } from "./call.ts";
import { returnedResult } from "./returned-result.ts";
import { runBody } from "./run-body.ts";
import { Scope } from "./scope.ts";

export const procedureExecutors: Executors = {
  block: runAnonymous,
  call: (context, statement) =>
    isSystemCall(statement) ? callSystem(context, statement) : callProcedure(context, statement),
};

/** One row, one column `anonymous block`, unless the block returns a table. */
async function runAnonymous(context: ExecutionContext, block: Block): Promise<StatementResult> {
  const body: Body = { context, text: context.text };
  const scope = new Scope();
  scope.text = context.text;
  return returnedResult(await runBody(body, scope, block), "anonymous block");
}
