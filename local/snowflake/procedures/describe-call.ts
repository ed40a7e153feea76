/** The columns that a CALL or a block would answer, without running it. */
import type { ExecutionContext, ResultColumn } from "../engine/context.ts";
import { column } from "../engine/literal-result.ts";
import type { Block, Call } from "../sql/ast/index.ts";
import { bindArguments } from "./arguments.ts";
import { overloadsOf } from "./call.ts";

/** Those of RETURNS; a block, and TABLE() without columns, are known by running alone. */
export async function describeCall(
  context: ExecutionContext,
  statement: Call | Block,
): Promise<readonly ResultColumn[]> {
  if (statement.kind === "block") return [column("anonymous block")];
  const name = statement.name.parts.at(-1)?.value ?? "";
  const call = { name, arguments: statement.arguments, span: statement.span };
  const { routine } = await bindArguments(context, overloadsOf(context, statement), call);
  if (routine.returnsTable !== undefined) return routine.returnsTable;
  return routine.returns === undefined ? [column(name)] : [{ name, type: routine.returns, nullable: true }];
}
