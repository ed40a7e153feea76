/** Twins, a CSV and a Parquet member of one stem, must hold the same rows, in whatever order. */
import type { Contract } from "../contract/contract.ts";
import { parseTableSchema } from "../csv/schema.ts";
import { type Fault, fault } from "../errors.ts";
import { stemOf } from "../manifest/completeness.ts";
import type { ContentHash } from "../parquet/content-hash.ts";
import { hashParquet } from "../parquet/hash-rows.ts";
import type { ReceiptMember } from "../receipt.ts";
import type { OpenSource } from "../zip/source.ts";

export interface CompareOptions {
  contract: Contract;
  /** Rows and columns of each were found to be the manifest's and the contract's. */
  members: readonly ReceiptMember[];
  /** Of the CSV members, by path. */
  contentHashes: ReadonlyMap<string, ContentHash>;
  /** Any place of a member that was read before. */
  openMember(member: ReceiptMember): Promise<OpenSource>;
}

/** A fault for each pair whose content differs. Throws `InputError` for a Parquet member whose pages cannot be read. */
export async function compareTwins(options: CompareOptions): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [csvPath, csv] of options.contentHashes) {
    const member = options.members.find(({ path, format }) => format === "parquet" && stemOf(path) === stemOf(csvPath));
    const table = options.contract.tables.find(({ name }) => name === member?.table);
    if (!member || !table) continue;
    await using source = await options.openMember(member);
    const parquet = await hashParquet(source, member.path, parseTableSchema(table.schema));
    if (parquet.rows() === csv.rows() && parquet.digest() === csv.digest()) continue;
    faults.push(
      fault("MANIFEST_TWINS_DIFFER", {
        entry: member.path,
        message: `${member.path} and ${csvPath} do not hold the same rows.`,
        found: `${parquet.rows()} rows, content ${parquet.digest()}`,
        expected: `${csv.rows()} rows, content ${csv.digest()}`,
      }),
    );
  }
  return faults;
}
