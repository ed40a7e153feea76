/** Finds the rows of a file that cannot be loaded, and why: without one bad row hiding the next. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { toSnowflakeError } from "../../engine/duckdb-errors.ts";
import type { SnowflakeError } from "../../errors.ts";
import { quoteName } from "../../sql/emit/text.ts";
import { ROW_NUMBER } from "../csv/read-csv-text.ts";
import { COPY_SOURCE, type LoadPlan } from "./load-plan.ts";

export interface BadRow {
  /** The record's number in its file. */
  row: number;
  /** Which of the plan's values. */
  value: number;
  error: SnowflakeError;
}

const row = quoteName(ROW_NUMBER);

/** `WITH "$copy" AS (rows) …`, usable as a whole statement and in brackets. */
export const overRows = (rows: string, text: string): string => `WITH ${COPY_SOURCE} AS (${rows}) ${text}`;

/** Messages are made by running the value alone; equal values of a column have equal messages. */
type KnownErrors = Map<string, SnowflakeError>;

/**
 * `rows` is DuckDB text of the file's rows with METADATA$ columns, cheap to read again (a table). In order of row numbers.
 */
export async function findBadRows(connection: DuckDBConnection, plan: LoadPlan, rows: string): Promise<BadRow[]> {
  const candidates = await candidateRows(connection, plan, rows);
  const known: KnownErrors = new Map();
  const bad: BadRow[] = [];
  for (const number of candidates) {
    const found = await firstFault(connection, plan, rows, number, known);
    if (found !== undefined) bad.push(found);
  }
  return bad;
}

/** Rows with a fault: asked for at once where every value has a test, else by halving what fails. */
async function candidateRows(connection: DuckDBConnection, plan: LoadPlan, rows: string): Promise<number[]> {
  const tests = plan.values.map(({ isBad }) => isBad);
  if (tests.every((test) => test !== undefined)) {
    const found = await connection.runAndReadAll(
      overRows(rows, `SELECT ${row} FROM ${COPY_SOURCE} WHERE ${tests.join(" OR ")} ORDER BY ${row}`),
    );
    return found.getRows().map(([number]) => Number(number));
  }
  const bounds = await connection.runAndReadAll(`SELECT min(${row}), max(${row}) FROM (${rows})`);
  const [first, last] = bounds.getRows()[0] ?? [];
  if (first === null || first === undefined || last === null) return [];
  const bad: number[] = [];
  const labels = plan.columns.map((_, index) => `c${index}`);
  // The hash needs every value, so none is left out by the optimizer.
  const check = `SELECT bit_xor(hash(${labels.join(", ")})) FROM (${plan.select}) AS v(${labels.join(", ")})`;
  const fails = async (from: number, to: number): Promise<boolean> => {
    try {
      await connection.run(overRows(`SELECT * FROM (${rows}) WHERE ${row} BETWEEN ${from} AND ${to}`, check));
      return false;
    } catch (error) {
      rethrowInterrupt(error);
      return true;
    }
  };
  const halve = async (from: number, to: number): Promise<void> => {
    if (!(await fails(from, to))) return;
    if (from === to) {
      bad.push(from);
      return;
    }
    const middle = Math.floor((from + to) / 2);
    await halve(from, middle);
    await halve(middle + 1, to);
  };
  await halve(Number(first), Number(last));
  return bad;
}

function rethrowInterrupt(error: unknown): void {
  if (toSnowflakeError(error).code === "000604") throw error;
}

async function firstFault(
  connection: DuckDBConnection,
  plan: LoadPlan,
  rows: string,
  number: number,
  known: KnownErrors,
): Promise<BadRow | undefined> {
  const one = `SELECT * FROM (${rows}) WHERE ${row} = ${number}`;
  const raw = await rawValues(connection, plan, one);
  for (const [value, planned] of plan.values.entries()) {
    const key = raw === undefined || planned.field === undefined ? undefined : `${value}\0${String(raw[value])}`;
    const before = key === undefined ? undefined : known.get(key);
    if (before !== undefined) return { row: number, value, error: before };
    try {
      await connection.runAndReadAll(overRows(one, plan.selectValue(value)));
    } catch (error) {
      rethrowInterrupt(error);
      const fault = toSnowflakeError(error);
      if (key !== undefined) known.set(key, fault);
      return { row: number, value, error: fault };
    }
  }
  return undefined;
}

/** The fields of one row as text, for values that come straight from a field. */
async function rawValues(connection: DuckDBConnection, plan: LoadPlan, one: string): Promise<unknown[] | undefined> {
  if (plan.isTransformation) return undefined;
  const result = await connection.runAndReadAll(
    overRows(one, `SELECT ${plan.values.map(({ direct }) => direct.sql).join(", ")} FROM ${COPY_SOURCE}`),
  );
  return result.getRows()[0];
}
