/** Whether so many rejects are still within the contract. Pure. */
import type { Contract } from "../../shared/contract/contract.ts";
import type { DoneTable } from "../../shared/done.ts";
import { type Fault, fault } from "../../shared/errors.ts";

const LISTED = 20;

/** A fault per table with too many, and for each of them the first rejected rows, so that the sender sees what to mend. */
export function thresholdFaults(contract: Contract, tables: readonly DoneTable[]): Fault[] {
  return tables.flatMap(({ table, rows, rejected, reasons, samples }) => {
    const { rejectThreshold = 0 } = contract.tables.find((each) => each.table === table) ?? {};
    if (rejected <= rows * rejectThreshold) return [];
    const share = `${percent(rejected / rows)} of ${rows} rows`;
    const most = Object.entries(reasons).sort(([, a], [, b]) => b - a);
    const list = most.map(([reason, count]) => `${reason} ${count}`).join(", ");
    return [
      fault("REJECT_THRESHOLD_EXCEEDED", {
        entry: samples[0]?.file ?? table,
        message: `${table}: ${rejected} rows were rejected (${list}), ${share}; the contract allows ${percent(rejectThreshold)}.`,
        found: `${rejected} rejected`,
        expected: `at most ${Math.floor(rows * rejectThreshold)}`,
      }),
      ...samples.slice(0, LISTED).map(({ file, row, reason }) =>
        fault("ROW_REJECTED", {
          entry: file,
          record: row,
          found: reason,
          message: `${file}, row ${row}: ${reason}.`,
        }),
      ),
    ];
  });
}

const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
