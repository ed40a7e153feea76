/** Whether so many rejects are still within the contract, and what the sender is told where they are not. Pure. */
import type { Contract } from "../../shared/contract/contract.ts";
import type { DoneTable } from "../../shared/done.ts";
import { type Fault, fault, InputError } from "../../shared/errors.ts";
import type { ReceiptMember } from "../../shared/receipt.ts";

const LISTED = 20;

/** A table with more rejected rows than its contract allows. */
export interface Excess {
  table: DoneTable;
  /** The share that is allowed. */
  threshold: number;
}

export const tablesOverThreshold = (contract: Contract, tables: readonly DoneTable[]): Excess[] =>
  tables
    .map((table) => ({
      table,
      threshold: contract.tables.find((each) => each.table === table.table)?.rejectThreshold ?? 0,
    }))
    .filter(({ table: { rows, rejected }, threshold }) => rejected > rows * threshold);

/**
 * A fault per table, and for each its first rejected rows, with column, value and expectation where the front door saw them. Rows are what
 * there is to mend, so they are what is counted.
 */
export function thresholdError(excess: readonly Excess[], members: readonly ReceiptMember[]): InputError {
  return new InputError(
    excess.flatMap(({ table, threshold }) => [summaryFault(table, threshold), ...rejectedRowFaults(table, members)]),
    { faultCount: excess.reduce((sum, { table }) => sum + table.rejected, 0) },
  );
}

/** The first rejected rows of a table, each with what the front door saw of it. */
export function rejectedRowFaults({ samples }: DoneTable, members: readonly ReceiptMember[]): Fault[] {
  const seen = Map.groupBy(
    members.flatMap(({ valueFaultSamples = [] }) => valueFaultSamples),
    ({ entry, record }) => `${entry} ${record}`,
  );
  return samples.slice(0, LISTED).map((sample) => rowFault(sample, seen.get(`${sample.file} ${sample.row}`) ?? []));
}

function summaryFault({ table, rows, rejected, reasons, samples }: DoneTable, threshold: number): Fault {
  const most = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const list = most.map(([reason, count]) => `${reason} ${count}`).join(", ");
  const were = rejected === 1 ? "row was" : "rows were";
  return fault("REJECT_THRESHOLD_EXCEEDED", {
    entry: samples[0]?.file ?? table,
    message: `${table}: ${rejected} ${were} rejected (${list}), ${percent(rejected / rows)} of ${rows} rows; the contract allows ${percent(threshold)}.`,
    found: `${rejected} rejected`,
    expected: `at most ${Math.floor(rows * threshold)}`,
  });
}

/** `values`: what of the row breaks the contract. A row may be rejected for what no single value shows, as a key that comes twice. */
function rowFault({ file, row, reason, text: rowText }: DoneTable["samples"][number], values: readonly Fault[]): Fault {
  const [first] = values;
  const details = values.map(
    ({ column, found = "", expected }) =>
      `${column} is "${found}"${expected === undefined ? "" : `, expected ${expected}`}`,
  );
  const { line, column, offset, found = reason, expected, text = rowText } = first ?? {};
  return fault("ROW_REJECTED", {
    entry: file,
    record: row,
    message: `${file}, row ${row}: ${reason}${details.length > 0 ? `: ${details.join("; ")}` : ""}.`,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(offset !== undefined && { offset }),
    found,
    ...(expected !== undefined && { expected }),
    ...(text !== undefined && { text }),
  });
}

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
