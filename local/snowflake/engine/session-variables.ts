/** SET and UNSET of session variables, from expressions or one subquery. */
import { SnowflakeError } from "../errors.ts";
import type { SessionVariable } from "../session.ts";
import type { SetVariables, UnsetVariables } from "../sql/ast/index.ts";
import type { SfType } from "../sql/types.ts";
import type { ExecutionContext, Executor } from "./context.ts";
import { executed } from "./literal-result.ts";
import { statementTypes } from "./statement-types.ts";

/** A string or binary variable has at most 256 bytes: https://docs.snowflake.com/en/sql-reference/session-variables */
const largestBytes = 256;

export const setVariables: Executor<SetVariables> = async (context, statement) => {
  const { names, values } = statement;
  const [only] = values;
  const found =
    only?.kind === "subquery"
      ? await readRow(context, context.compileQuery(only.query))
      : await readExpressions(context, values);
  if (found.length !== names.length) {
    throw new SnowflakeError(
      "002226",
      "42601",
      `SQL compilation error:\nInvalid number of values in SET: ${found.length} for ${names.length} variables.`,
      statement.span,
    );
  }
  for (const [at, name] of names.entries()) {
    const variable = found[at] as SessionVariable;
    if (Buffer.byteLength(variable.value ?? "") > largestBytes) {
      throw new SnowflakeError(
        "001010",
        "22001",
        `Assignment to '${name.value}' not done because value exceeds size limit for variables. Its size is ${Buffer.byteLength(variable.value ?? "")}; the limit is ${largestBytes} (internal storage size in bytes).`,
      );
    }
    context.session.variables.set(name.value, variable);
  }
  return executed(statementTypes.SET);
};

export const unsetVariables: Executor<UnsetVariables> = async (context, { names }) => {
  for (const { value } of names) context.session.variables.delete(value);
  return executed(statementTypes.UNSET);
};

/** Values of expressions that read no table, as text with their types. */
export async function readExpressions(
  context: ExecutionContext,
  values: SetVariables["values"],
): Promise<SessionVariable[]> {
  const compiled = values.map((value) => context.compileExpression(value));
  const row = await firstRow(context, `select ${compiled.map(({ sql, type }) => asText(sql, type)).join(", ")}`);
  return compiled.map(({ type }, at) => variable(type, row[at]));
}

async function readRow(
  context: ExecutionContext,
  query: ReturnType<ExecutionContext["compileQuery"]>,
): Promise<SessionVariable[]> {
  const cells = query.columns.map(({ physical, type }) => asText(`q."${physical.replaceAll('"', '""')}"`, type));
  const row = await firstRow(context, `select ${cells.join(", ")} from (${query.sql}\n) as q limit 1`);
  return query.columns.map(({ type }, at) => variable(type, row[at]));
}

/** Text from which the type's value can be read again. */
const asText = (sql: string, type: SfType): string =>
  type.kind === "binary"
    ? `hex(${sql})`
    : type.kind === "timestamp_tz"
      ? `cast((${sql}).utc as varchar)`
      : `cast(${sql} as varchar)`;

async function firstRow(context: ExecutionContext, sql: string): Promise<readonly unknown[]> {
  const result = await context.connection.runAndReadAll(sql);
  return result.getRowsJS()[0] ?? [];
}

const variable = (type: SfType, value: unknown): SessionVariable => ({
  type,
  value: value === null || value === undefined ? null : String(value),
});
