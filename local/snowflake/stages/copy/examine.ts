/** Looks at a file row by row: which rows can be loaded, and what is wrong with the others. */
import type { ExecutionContext } from "../../engine/context.ts";
import type { SnowflakeError } from "../../errors.ts";
import { ROW_NUMBER } from "../csv/read-csv-text.ts";
import { stagedColumns, stagedSelect } from "../staged-relation.ts";
import { type BadRow, findBadRows } from "./bad-rows.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { SpooledFile, Wanted } from "./read-file.ts";
import { columnLabel, type RowError } from "./row-error.ts";

/** In a transformation the file's columns belong to no table: messages call it TRANSIENT_STAGE_TABLE. */
export function wantedOf(plan: LoadPlan): Wanted {
  const nameOf = (index: number): string | undefined =>
    plan.isTransformation ? `$${index + 1}` : plan.values.find(({ field }) => field === index)?.column.name;
  const table = plan.isTransformation ? "TRANSIENT_STAGE_TABLE" : plan.table.name;
  const { positional, expectedFields, select } = plan;
  // The plan's text names every column that it reads. Identities and sequences count in the order of rows, as numbers do.
  const isNumbered = [ROW_NUMBER, "METADATA$FILE_ROW_NUMBER", "nextval("].some((part) => select.includes(part));
  return { positional, expectedFields, names: { table, nameOf }, isNumbered };
}

/** Columns matched by name are the file's own. */
export function selectOf(now: number, plan: LoadPlan, { candidate }: SpooledFile, rows: string): string {
  const columns = plan.isMatched ? undefined : stagedColumns(plan.format.type, plan.positional);
  return columns === undefined ? `FROM ${rows}` : stagedSelect(rows, columns, candidate.file, candidate.shown, now);
}

export interface Examined {
  /** A temporary table with the rows that can be loaded. */
  table: string;
  parsed: number;
  errors: RowError[];
}

/** The rows that can be loaded are left in `table`, a temporary one that the caller drops. */
export async function examine(
  { connection, now }: ExecutionContext,
  file: SpooledFile,
  plan: LoadPlan,
  table: string,
): Promise<Examined> {
  const wanted = wantedOf(plan);
  const ready = await file.exact(wanted);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${selectOf(now, plan, file, ready.rows)}`);
  const bad = await findBadRows(connection, plan, `FROM ${table}`);
  if (bad.length > 0) {
    await connection.run(`DELETE FROM ${table} WHERE "${ROW_NUMBER}" IN (${bad.map(({ row }) => row).join(", ")})`);
  }
  const errors = [...ready.problems, ...(await conversionErrors(plan, file, wanted, bad))];
  return { table, parsed: ready.parsed, errors: errors.sort((a, b) => a.rowNumber - b.rowNumber) };
}

async function conversionErrors(
  plan: LoadPlan,
  file: SpooledFile,
  wanted: Wanted,
  bad: readonly BadRow[],
): Promise<RowError[]> {
  const byRow = new Map(bad.map((one) => [one.row, one]));
  const places = bad.map(({ row, value }) => ({ row, field: plan.values[value]?.field ?? 0 }));
  const errors = await file.locate(places, wanted, (place, field) => {
    const { value, error } = byRow.get(place.row) as BadRow;
    const told = plan.isTransformation ? error : toldByCopy(error, plan.values[value]?.column.type, field);
    const { code, sqlState, message } = told;
    return { code, sqlState, message, category: code === "100088" ? "parsing" : "conversion" };
  });
  // A value made of several fields, or of none, is named by its column.
  return errors.map((error) => {
    const { value } = byRow.get(error.rowNumber) as BadRow;
    const planned = plan.values[value];
    if (planned === undefined || planned.field !== undefined) return error;
    return { ...error, columnName: columnLabel(plan.table.name, planned.column.name, value + 1) };
  });
}

/** Two faults have words of their own in a load without transformation. */
function toldByCopy(
  error: SnowflakeError,
  type: { kind: string; length?: number } | undefined,
  field: string | null | undefined,
): Pick<SnowflakeError, "code" | "sqlState" | "message"> {
  if (error.code === "100072") {
    return {
      code: "100088",
      sqlState: "22000",
      message:
        "NULL result in a non-nullable column. Use quotes if an empty field should be interpreted as an empty string instead of a null",
    };
  }
  if (error.code === "100078" && type?.kind === "varchar") {
    return {
      code: "100074",
      sqlState: "54000",
      message: `User character length limit (${type.length}) exceeded by string '${field ?? ""}'`,
    };
  }
  return error;
}
