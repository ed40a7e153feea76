/** What the manifest says against what is there, both ways, and against the contract. Pure. */
import type { Contract } from "../contract/contract.ts";
import { type Fault, fault } from "../errors.ts";
import { MANIFEST } from "../keys.ts";
import type { Manifest } from "./manifest.ts";

export interface FoundFile {
  path: string;
  bytes: number;
  /** Where they are known. */
  sha256?: string | undefined;
  rowCount?: number | undefined;
}

/** Every difference, in the manifest's order; then what is there and not listed. */
export function findDiscrepancies(manifest: Manifest, found: readonly FoundFile[]): Fault[] {
  const byPath = new Map(found.map((file) => [file.path, file]));
  const listed = new Set(manifest.members.map(({ path }) => path));
  return [
    ...manifest.members.flatMap((member) => {
      const file = byPath.get(member.path);
      if (!file)
        return [
          fault("MANIFEST_MEMBER_MISSING", { entry: member.path, message: `${member.path} is listed but not there.` }),
        ];
      return differences(member, file);
    }),
    ...found
      .filter(({ path }) => !listed.has(path))
      .map(({ path }) => fault("MANIFEST_MEMBER_EXTRA", { entry: path, message: `${path} is there but not listed.` })),
  ];
}

function differences(member: Manifest["members"][number], { path, bytes, sha256, rowCount }: FoundFile): Fault[] {
  const faults: Fault[] = [];
  const tell = (code: Fault["code"], what: string, found: string | number, expected: string | number) =>
    faults.push(
      fault(code, {
        entry: path,
        message: `${path} has ${what} ${found}, the manifest says ${expected}.`,
        found: String(found),
        expected: String(expected),
      }),
    );
  if (bytes !== member.bytes) tell("MANIFEST_BYTES_MISMATCH", "size", bytes, member.bytes);
  // Content of another size has another hash: saying so twice would only be longer.
  else if (sha256 !== undefined && sha256 !== member.sha256)
    tell("MANIFEST_HASH_MISMATCH", "SHA-256", sha256, member.sha256);
  if (rowCount !== undefined && member.rowCount !== undefined && rowCount !== member.rowCount)
    tell("MANIFEST_ROWS_MISMATCH", "rows:", rowCount, member.rowCount);
  return faults;
}

/** Tables that a snapshot must hold and this one lacks; twins that cannot be the same rows. */
export function findContractFaults(manifest: Manifest, contract: Contract): Fault[] {
  const tables = new Set(manifest.members.map(({ table }) => table));
  const missing = contract.tables
    .filter(({ name, isRequired }) => isRequired && manifest.mode === "snapshot" && !tables.has(name))
    .map(({ name }) =>
      fault("MANIFEST_MEMBER_REQUIRED", {
        entry: MANIFEST,
        message: `A snapshot of ${contract.dataset} must hold ${name}.csv or ${name}.parquet.`,
        expected: name,
      }),
    );
  return [...missing, ...twinFaults(manifest)];
}

/** The same path but for its extension. */
export const stemOf = (path: string) => path.replace(/\.(csv|parquet)$/i, "");

function twinFaults({ members }: Manifest): Fault[] {
  const csvRows = new Map(
    members.filter(({ format }) => format === "csv").map(({ path, rowCount }) => [stemOf(path), rowCount]),
  );
  return members
    .filter(
      ({ path, format, rowCount }) =>
        format === "parquet" && csvRows.has(stemOf(path)) && csvRows.get(stemOf(path)) !== rowCount,
    )
    .map(({ path, rowCount }) =>
      fault("MANIFEST_TWINS_DIFFER", {
        entry: path,
        message: `${path} is listed with ${rowCount} rows, its CSV twin with ${csvRows.get(stemOf(path))}.`,
        found: String(rowCount),
        expected: String(csvRows.get(stemOf(path))),
      }),
    );
}
