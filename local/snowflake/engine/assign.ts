/** Values on their way into a column, converted as INSERT does. */
import { SnowflakeError } from "../errors.ts";
import { castSql } from "../sql/emit/cast.ts";
import { formatType, type SfType } from "../sql/types.ts";
import { parameters, parameterValue } from "../wire/parameters.ts";
import type { ExecutionContext } from "./context.ts";

/** DuckDB text of `sql` (of type `from`) as a column of type `to` keeps it; throws 002023 when there is no conversion. */
export function assignText({ session }: ExecutionContext, sql: string, from: SfType, to: SfType): string {
  const parameter = (name: string) => (name in parameters ? parameterValue(session.parameters, name) : undefined);
  const settings = { timeZone: String(parameter("TIMEZONE")), parameter };
  const text = castSql(sql, { from, to, mode: "assign", settings });
  if (text !== undefined) return text;
  throw new SnowflakeError(
    "002023",
    "22000",
    `SQL compilation error:\nExpression type does not match column data type, expecting ${formatType(to)} but got ${formatType(from)}`,
  );
}
