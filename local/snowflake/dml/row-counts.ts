/** What a DML statement answers: one row of counts, each in a column that says what it counts. */
import type { ResultColumn, RowCounts, StatementResult } from "../engine/context.ts";

const countColumn = (name: string): ResultColumn => ({
  name,
  type: { kind: "number", precision: 19, scale: 0 },
  nullable: false,
});

export function countsResult(
  typeId: number,
  counted: readonly (readonly [name: string, count: number])[],
  counts: RowCounts,
): StatementResult {
  return {
    typeId,
    columns: counted.map(([name]) => countColumn(name)),
    rows: { kind: "rows", rows: [counted.map(([, count]) => count)] },
    counts,
  };
}
