/** VALIDATION_MODE: says what a load would find, and loads nothing. */
import type { Cell, ExecutionContext, StatementResult } from "../../engine/context.ts";
import { tableResult } from "../../engine/literal-result.ts";
import { statementTypes } from "../../engine/statement-types.ts";
import { SnowflakeError } from "../../errors.ts";
import { quoteName } from "../../sql/emit/text.ts";
import { ROW_NUMBER } from "../csv/read-csv-text.ts";
import { overRows } from "./bad-rows.ts";
import type { ValidationMode } from "./copy-options.ts";
import { examine } from "./examine.ts";
import { errorColumns, errorRow } from "./load-errors.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { SpooledFile } from "./read-file.ts";
import { abortError } from "./row-error.ts";

export interface ValidationRequest {
  context: ExecutionContext;
  plans: readonly LoadPlan[];
  files: readonly SpooledFile[];
  mode: ValidationMode;
  /** Named in FILES, and not there, with the message. */
  missing: readonly { name: string; message: string }[];
}

/**
 * RETURN_ERRORS and RETURN_ALL_ERRORS list the faults of every file; RETURN_n_ROWS gives the first rows, or fails with the first fault
 * among them. https://docs.snowflake.com/en/sql-reference/sql/copy-into-table#validating-staged-files
 */
export async function validateFiles(request: ValidationRequest): Promise<StatementResult> {
  const { plans, mode } = request;
  if (plans.some(({ isTransformation }) => isTransformation)) {
    throw new SnowflakeError(
      "002019",
      "0A000",
      "SQL compilation error:\nVALIDATION_MODE does not support COPY statements that transform data during a load.",
    );
  }
  return mode.kind === "rows" ? firstRows(request, mode.count) : allErrors(request);
}

const scratch = 'temp.main."$validated"';

const planOf = (plans: readonly LoadPlan[], index: number): LoadPlan => {
  const plan = plans[index] ?? plans[0];
  if (plan === undefined) throw new Error("A validation without a plan.");
  return plan;
};

async function allErrors({ context, plans, files, missing }: ValidationRequest): Promise<StatementResult> {
  const rows: Cell[][] = [];
  for (const [index, file] of files.entries()) {
    const { errors } = await examine(context, file, planOf(plans, index), scratch);
    rows.push(...errors.map((error) => errorRow(error, file.candidate.shown)));
  }
  await context.connection.run(`DROP TABLE IF EXISTS ${scratch}`);
  for (const { name, message } of missing) {
    rows.push([message, name, null, null, null, "other", 100112, "22000", null, 0, 0, null]);
  }
  return tableResult(errorColumns, rows, statementTypes.COPY);
}

async function firstRows({ context, plans, files }: ValidationRequest, count: number): Promise<StatementResult> {
  const { connection } = context;
  const rows = 'temp.main."$validated_rows"';
  await connection.run(`DROP TABLE IF EXISTS ${rows}`);
  const row = quoteName(ROW_NUMBER);
  let left = count;
  for (const [index, file] of files.entries()) {
    const plan = planOf(plans, index);
    const { errors } = await examine(context, file, plan, scratch);
    const fault = errors.find(({ rowNumber }) => rowNumber <= left);
    if (fault !== undefined) throw abortError(fault, file.candidate.shown);
    const select = overRows(`FROM (SELECT * FROM ${scratch} ORDER BY ${row} LIMIT ${left})`, plan.select);
    const labels = plan.columns.map(quoteName).join(", ");
    const made = `SELECT * FROM (${select}) AS v(${labels})`;
    await connection.run(`CREATE TEMP TABLE IF NOT EXISTS ${rows} AS ${made} LIMIT 0`);
    left -= (await connection.run(`INSERT INTO ${rows} ${made}`)).rowsChanged;
    if (left <= 0) break;
  }
  await connection.run(`DROP TABLE IF EXISTS ${scratch}`);
  const { table } = planOf(plans, 0);
  const columns = table.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
  if (files.length === 0) return tableResult(columns, [], statementTypes.SELECT);
  return { typeId: statementTypes.SELECT, columns, rows: { kind: "query", sql: `SELECT * FROM ${rows}` } };
}
