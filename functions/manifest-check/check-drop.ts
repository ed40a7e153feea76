/** Holds manifest, receipt, files and contract against each other. Pure. */
import type { Contract } from "../../shared/contract/contract.ts";
import type { Fault } from "../../shared/errors.ts";
import { RESERVED_NAMES } from "../../shared/keys.ts";
import { type FoundFile, findContractFaults, findDiscrepancies } from "../../shared/manifest/completeness.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import type { ReceiptMember } from "../../shared/receipt.ts";

export interface Landed {
  /** Path within the drop's folder. */
  path: string;
  bytes: number;
}

/** Every difference; a file is told once, by the side that knows more of it. */
export function checkDrop(
  manifest: Manifest,
  receipt: readonly ReceiptMember[],
  landed: readonly Landed[],
  contract: Contract,
): Fault[] {
  const files = landed.filter(({ path }) => !RESERVED_NAMES.includes(path));
  const received: FoundFile[] = receipt.map(({ path, bytes, sha256, rowCount }) => ({
    path,
    bytes,
    sha256,
    rowCount: rowCount ?? undefined,
  }));
  const faults = [
    ...findDiscrepancies(manifest, received),
    ...findDiscrepancies(manifest, files),
    ...findContractFaults(manifest, contract),
  ];
  const told = new Set<string>();
  return faults.filter(({ code, entry }) => {
    const label = `${code} ${entry}`;
    return told.has(label) ? false : told.add(label);
  });
}
