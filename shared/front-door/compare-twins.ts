/** Twins, a CSV and a Parquet member of one stem, must hold the same rows, in whatever order. */
import type { Contract } from "../contract/contract.ts";
import { parseTableSchema } from "../csv/schema.ts";
import { fault } from "../errors.ts";
import { stemOf } from "../manifest/completeness.ts";
import { hashParquet } from "../parquet/hash-rows.ts";
import type { ReceiptMember } from "../receipt.ts";
import type { OpenSource } from "../zip/source.ts";
import { addFaults, type Progress, type ReadState } from "./progress.ts";

export interface CompareOptions {
  contract: Contract;
  /** Rows and columns of each member were found to be the manifest's and the contract's. */
  state: ReadState;
  progress: Progress;
  /** Any place of a member that was read before. */
  openMember(member: ReceiptMember): Promise<OpenSource>;
}

/** Adds a fault for each pair whose content differs. Throws `InputError` for a Parquet member whose pages cannot be read. */
export async function compareTwins({ contract, state, progress, openMember }: CompareOptions): Promise<void> {
  for (const [csvPath, csv] of Object.entries(state.contentHashes)) {
    if (state.compared.includes(csvPath)) continue;
    const member = state.members.find(({ path, format }) => format === "parquet" && stemOf(path) === stemOf(csvPath));
    const table = contract.tables.find(({ name }) => name === member?.table);
    if (!member || !table) continue;
    progress.begin(member.bytes);
    await using source = await openMember(member);
    const parquet = await hashParquet(source, member.path, parseTableSchema(table.schema), () => progress.pass(0));
    if (parquet.rows() !== csv.rows || parquet.digest() !== csv.digest)
      addFaults(state, [
        fault("MANIFEST_TWINS_DIFFER", {
          entry: member.path,
          message: `${member.path} and ${csvPath} do not hold the same rows.`,
          found: `${parquet.rows()} rows, content ${parquet.digest()}`,
          expected: `${csv.rows} rows, content ${csv.digest}`,
        }),
      ]);
    state.compared.push(csvPath);
    await progress.finished();
  }
}
