/** EXECUTE IMMEDIATE: one statement from a text. https://docs.snowflake.com/en/sql-reference/sql/execute-immediate */
import { notInTwin, SnowflakeError } from "../errors.ts";
import { bindOf, evaluate } from "../procedures/values.ts";
import type { ExecuteImmediate } from "../sql/ast/index.ts";
import type { Executor, Executors } from "./context.ts";

/** The statement sees none of the variables around it but through USING. */
export const executeImmediate: Executor<ExecuteImmediate> = async (context, { statement, using, span }) => {
  if (statement === undefined)
    throw notInTwin(span, "EXECUTE IMMEDIATE FROM", "Run the file with `reelhouse sql run`, or give its text.");
  const [text, ...values] = await evaluate(context, [statement, ...using]);
  if (text === undefined || text.wire === null)
    throw new SnowflakeError("001003", "42000", "SQL compilation error:\nEXECUTE IMMEDIATE of NULL", span);
  return context.executeText(text.wire, new Map(values.map((value, at) => [String(at + 1), bindOf(value)] as const)));
};

export const executeImmediateExecutors: Executors = { executeImmediate };
