/** Results that are made in JavaScript: a status line, a table of a few rows. */
import type { SfType } from "../sql/types.ts";
import type { Cell, ResultColumn, StatementResult } from "./context.ts";
import { statementTypes } from "./statement-types.ts";

export const textType: SfType = { kind: "varchar", length: 16_777_216 };
export const numberType: SfType = { kind: "number", precision: 38, scale: 0 };
export const booleanType: SfType = { kind: "boolean" };
export const timestampType: SfType = { kind: "timestamp_ltz", scale: 3 };

export const column = (name: string, type: SfType = textType, nullable = true): ResultColumn => ({
  name,
  type,
  nullable,
});

/** One row, one column `status`, as DDL and session statements answer. */
export function statusResult(message: string, typeId: number = statementTypes.DDL): StatementResult {
  return { typeId, columns: [column("status")], rows: { kind: "rows", rows: [[message]] } };
}

export const executed = (typeId: number = statementTypes.SCL) =>
  statusResult("Statement executed successfully.", typeId);

export function tableResult(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  typeId: number = statementTypes.SHOW,
): StatementResult {
  return { typeId, columns, rows: { kind: "rows", rows } };
}
