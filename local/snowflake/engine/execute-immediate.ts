/** EXECUTE IMMEDIATE: one statement from a text. https://docs.snowflake.com/en/sql-reference/sql/execute-immediate */
import { notInTwin, SnowflakeError } from "../errors.ts";
import { bindOf, evaluate } from "../procedures/values.ts";
import type { ExecuteImmediate, Expression } from "../sql/ast/index.ts";
import type { ExecutionContext, Executor, Executors } from "./context.ts";

/** The statement sees none of the variables around it but through USING. */
export const executeImmediate: Executor<ExecuteImmediate> = async (context, { statement, using, span }) => {
  if (statement === undefined)
    throw notInTwin(span, "EXECUTE IMMEDIATE FROM", "Run the file with `reelhouse sql run`, or give its text.");
  const [text, ...values] = await evaluate(context, [
    statement,
    ...using.map((each) => sessionVariable(context, each)),
  ]);
  if (text === undefined || text.wire === null)
    throw new SnowflakeError("001003", "42000", "SQL compilation error:\nEXECUTE IMMEDIATE of NULL", span);
  return context.executeText(text.wire, new Map(values.map((value, at) => [String(at + 1), bindOf(value)] as const)));
};

/** Outside of a block a bare name of USING is a session variable's. */
function sessionVariable({ session, script }: ExecutionContext, value: Expression): Expression {
  const name = value.kind === "column" && value.parts.length === 1 ? value.parts[0]!.value : undefined;
  if (name === undefined || script !== undefined || !session.variables.has(name)) return value;
  return { kind: "variable", name, span: value.span };
}

export const executeImmediateExecutors: Executors = { executeImmediate };
