/** What a body returned, as the result of its statement. */
import type { StatementResult } from "../engine/context.ts";
import { statementTypes } from "../engine/statement-types.ts";
import type { Returned } from "./body.ts";
import { sqlOf } from "./values.ts";

/** A table as it is; a value as one row of one column. */
export function returnedResult(returned: Returned, column: string): StatementResult {
  const typeId = statementTypes.CALL;
  if (returned.form === "rows") {
    return { typeId, columns: returned.columns, rows: { kind: "query", sql: returned.sql } };
  }
  const { type } = returned.value;
  return {
    typeId,
    columns: [{ name: column, type, nullable: true }],
    rows: { kind: "query", sql: `select ${sqlOf(returned.value)}` },
  };
}
