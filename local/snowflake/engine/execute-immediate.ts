/** EXECUTE IMMEDIATE: one statement from a text. https://docs.snowflake.com/en/sql-reference/sql/execute-immediate */
import { notInTwin, SnowflakeError } from "../errors.ts";
import type { ExecuteImmediate } from "../sql/ast/index.ts";
import type { SfType } from "../sql/types.ts";
import type { BindValue, Executor, Executors } from "./context.ts";
import { readExpressions } from "./session-variables.ts";

export const executeImmediate: Executor<ExecuteImmediate> = async (context, { statement, using, span }) => {
  if (statement === undefined)
    throw notInTwin(span, "EXECUTE IMMEDIATE FROM", "Run the file with `reelhouse sql run`, or give its text.");
  const [text, ...values] = await readExpressions(context, [statement, ...using]);
  if (text?.value === null || text === undefined)
    throw new SnowflakeError("001003", "42000", "SQL compilation error:\nEXECUTE IMMEDIATE of NULL", span);
  const binds = new Map(
    values.map(({ type, value }, at): [string, BindValue] => [String(at + 1), { type: bindType(type), value }]),
  );
  return context.executeText(text.value, binds);
};

/** The wire's name of a bind's type. */
function bindType({ kind }: SfType): string {
  if (kind === "number") return "FIXED";
  if (kind === "float") return "REAL";
  if (kind === "boolean") return "BOOLEAN";
  return "TEXT";
}

export const executeImmediateExecutors: Executors = { executeImmediate };
