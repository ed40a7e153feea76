/** Finds what a drop says of itself: manifest.json, a Data Package's own descriptor, or the older flat form. */
import type { Contract } from "../contract/contract.ts";
import { contracts } from "../contract/registry.ts";
import { InputError, refuse } from "../errors.ts";
import { MANIFEST } from "../keys.ts";
import { type FoundMember, flatMembers, upgradeFlat } from "../manifest/flat.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { readManifest } from "../manifest/read.ts";
import type { ManifestDescriptor } from "../manifest/schema.ts";
import type { DropSource } from "./drop-source.ts";

/** As a Data Package has it by itself: taken where there is no manifest.json. */
export const DATA_PACKAGE = "datapackage.json";

export interface Described {
  form: "described";
  dataset: string;
  manifestName: string;
  manifest: Manifest;
  descriptor: ManifestDescriptor;
}

/** It names the dataset, and not every file with its hash: the manifest is made from what is read. */
export interface Undescribed {
  form: "undescribed";
  dataset: string;
  /** Throws `InputError` when the files are not what the drop says. */
  membersOf(contract: Contract): string[];
  /** Throws `InputError` when what was read is not what the drop says. */
  describe(found: readonly FoundMember[], contract: Contract): Manifest;
}

/** Faults name the file that was read. */
function readNamed(name: string, bytes: Uint8Array) {
  try {
    return readManifest(bytes, contracts());
  } catch (error) {
    if (!(error instanceof InputError) || name === MANIFEST) throw error;
    const faults = error.faults.map((each) => (each.entry === MANIFEST ? { ...each, entry: name } : each));
    throw new InputError(faults, { cause: error });
  }
}

/** Throws `InputError` with every fault of the manifest. */
export async function findManifest(source: DropSource): Promise<Described | Undescribed> {
  for (const manifestName of [MANIFEST, DATA_PACKAGE]) {
    const bytes = await source.readEntry(manifestName);
    if (!bytes) continue;
    const read = readNamed(manifestName, bytes);
    if (read.form === "package") {
      const { manifest, descriptor } = read;
      return { form: "described", dataset: manifest.dataset, manifestName, manifest, descriptor };
    }
    const paths = source.entries.map(({ name }) => name).filter((name) => name !== manifestName);
    return {
      form: "undescribed",
      dataset: read.flat.dataset,
      membersOf: (contract) => flatMembers(read.flat, contract, paths),
      describe: (found) => upgradeFlat(read.flat, found),
    };
  }
  const names = source.entries
    .map(({ name }) => name)
    .slice(0, 20)
    .join(", ");
  throw refuse("MANIFEST_ABSENT", { entry: MANIFEST, found: names === "" ? "an empty archive" : names });
}
