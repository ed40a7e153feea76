/** CREATE TABLE … USING TEMPLATE: columns from an array of objects as INFER_SCHEMA describes them. */
import type { ExecutionContext } from "../../engine/context.ts";
import { SnowflakeError } from "../../errors.ts";
import type { CreateTable, Expression } from "../../sql/ast/index.ts";
import { quoteName } from "../../sql/emit/text.ts";
import { parseStatement } from "../../sql/parser/index.ts";

/** https://docs.snowflake.com/en/sql-reference/sql/create-table#create-table-using-template : COLUMN_NAME, TYPE and NULLABLE are read. */
export async function templateColumns(
  context: ExecutionContext,
  template: Expression,
): Promise<Pick<CreateTable, "columns" | "constraints">> {
  const { sql } = context.compileExpression(template);
  const [[text] = []] = (await context.connection.runAndReadAll(`SELECT CAST(${sql} AS VARCHAR)`)).getRowsJS();
  const described: unknown = JSON.parse(String(text ?? "[]"));
  const columns = Array.isArray(described) ? described.map(columnText) : [];
  if (columns.length === 0 || columns.includes(undefined)) {
    throw new SnowflakeError(
      "001003",
      "42000",
      "SQL compilation error:\nUSING TEMPLATE takes an array of objects with COLUMN_NAME, TYPE and NULLABLE.",
      template.span,
    );
  }
  const table = parseStatement(`create table t (${columns.join(", ")})`) as CreateTable;
  return { columns: table.columns, constraints: table.constraints };
}

function columnText(column: { COLUMN_NAME?: unknown; TYPE?: unknown; NULLABLE?: unknown } | null): string | undefined {
  if (typeof column?.COLUMN_NAME !== "string" || typeof column.TYPE !== "string") return undefined;
  return `${quoteName(column.COLUMN_NAME)} ${column.TYPE}${column.NULLABLE === false ? " not null" : ""}`;
}
