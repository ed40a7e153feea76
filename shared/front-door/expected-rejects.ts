/** Foretells from what the reader counted whether a drop has more bad rows than its contract allows. Pure. */
import type { Contract } from "../contract/contract.ts";
import { type Fault, fault } from "../errors.ts";
import { stemOf } from "../manifest/completeness.ts";
import type { ReceiptMember } from "../receipt.ts";

/**
 * A fault per table whose CSV members have more rows with faulty values than `rejectThreshold` allows; the values follow. The transform
 * rejects those rows and may reject more (keys that come twice, references to nothing): it never accepts what is refused here.
 */
export function expectedRejectFaults(
  contract: Contract,
  members: readonly ReceiptMember[],
  valueFaults: readonly Fault[],
): Fault[] {
  return contract.tables.flatMap(({ name, rejectThreshold }) => {
    const ofTable = members.filter(({ table }) => table === name);
    // Of twins the CSV is loaded: its rows count once.
    const csvStems = new Set(ofTable.filter(({ format }) => format === "csv").map(({ path }) => stemOf(path)));
    const loaded = ofTable.filter(({ path, format }) => format === "csv" || !csvStems.has(stemOf(path)));
    const rows = loaded.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
    const faulty = loaded.reduce((sum, { faultyRows }) => sum + faultyRows, 0);
    if (faulty <= rows * rejectThreshold) return [];
    const paths = new Set(loaded.map(({ path }) => path));
    return [
      fault("REJECT_THRESHOLD_EXCEEDED", {
        entry: loaded[0]?.path ?? name,
        message: `${name}: ${faulty} of ${rows} rows have values that the contract does not allow.`,
        found: `${faulty} rows`,
        expected: `at most ${Math.floor(rows * rejectThreshold)}`,
      }),
      ...valueFaults.filter(({ entry }) => entry !== undefined && paths.has(entry)),
    ];
  });
}
