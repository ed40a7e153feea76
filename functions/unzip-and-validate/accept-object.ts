/** Judges one landing object: what is true of it ends as a published drop, what is not as an `InputError` with every fault. */
import type { Contract } from "../../shared/contract/contract.ts";
import { contractOf, contracts } from "../../shared/contract/registry.ts";
import { type Fault, fault, InputError, refuse } from "../../shared/errors.ts";
import { type DropRef, MANIFEST, memberKey } from "../../shared/keys.ts";
import type { LandingObject } from "../../shared/ledger/item.ts";
import { findContractFaults, findDiscrepancies } from "../../shared/manifest/completeness.ts";
import { describeManifest } from "../../shared/manifest/describe.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
import { flatMembers, upgradeFlat } from "../../shared/manifest/flat.ts";
import type { Manifest, ReadManifest } from "../../shared/manifest/manifest.ts";
import { readManifest } from "../../shared/manifest/read.ts";
import type { ManifestDescriptor } from "../../shared/manifest/schema.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import type { Receipt } from "../../shared/receipt.ts";
import { type Archive, openArchive } from "../../shared/zip/archive.ts";
import { objectSource } from "../../shared/zip/object-source.ts";
import { readMembers } from "./read-members.ts";

/** As a Data Package has it by itself: taken where there is no manifest.json. */
const DATA_PACKAGE = "datapackage.json";

export interface AcceptPorts {
  store: ObjectStore;
  processedBucket: string;
  /** Whether the drop is there already: then its members are checked but not written once more. */
  isThere(ref: DropRef): Promise<boolean>;
  /** Told as soon as it is known, for the message about a refusal. */
  onDataset(dataset: string): void;
}

/** Every member is checked and in the processed bucket; the receipt says what was found. */
export async function acceptObject(ports: AcceptPorts, object: LandingObject): Promise<Receipt> {
  const archive = await openArchive(objectSource(ports.store, object, object.bytes));
  const { read, manifestName } = await findManifest(archive);
  const dataset = read.form === "package" ? read.manifest.dataset : read.flat.dataset;
  ports.onDataset(dataset);
  const contract = contractOf(dataset);
  const faults = systemFaults(archive, contract);
  const paths = archive.entries.map(({ name }) => name).filter((name) => name !== manifestName);
  if (read.form === "flat") return acceptFlat(ports, archive, contract, read, paths, faults);
  const { manifest, descriptor } = read;
  const found = archive.entries
    .filter(({ name }) => name !== manifestName)
    .map(({ name, bytes }) => ({ path: name, bytes }));
  faults.push(...findDiscrepancies(manifest, found), ...findContractFaults(manifest, contract));
  const ref = { dataset, drop: dropId(manifest) };
  return readAndPublish(ports, archive, contract, { ref, manifest, descriptor, faults, paths });
}

async function findManifest(archive: Archive): Promise<{ read: ReadManifest; manifestName: string }> {
  for (const manifestName of [MANIFEST, DATA_PACKAGE]) {
    const bytes = await archive.readEntry(manifestName);
    if (bytes) return { read: readManifest(bytes, contracts()), manifestName };
  }
  const names = archive.entries
    .map(({ name }) => name)
    .slice(0, 20)
    .join(", ");
  throw refuse("MANIFEST_ABSENT", { entry: MANIFEST, found: names === "" ? "an empty archive" : names });
}

function systemFaults(archive: Archive, contract: Contract): Fault[] {
  if (contract.ignoresSystemFiles) return [];
  return archive.systemEntries.map(({ name }) =>
    fault("MANIFEST_MEMBER_EXTRA", {
      entry: name,
      message: `${name} was added by an operating system and is not listed.`,
    }),
  );
}

interface Known {
  ref: DropRef;
  manifest: Manifest;
  descriptor: ManifestDescriptor;
  faults: Fault[];
  paths: readonly string[];
}

async function readAndPublish(
  ports: AcceptPorts,
  archive: Archive,
  contract: Contract,
  known: Known,
): Promise<Receipt> {
  const { ref, manifest, descriptor, paths } = known;
  const { store, processedBucket: bucket } = ports;
  const isPublishing = known.faults.length === 0 && !(await ports.isThere(ref));
  const listed = new Set(manifest.members.map(({ path }) => path));
  const { members, faults } = await readMembers({
    archive,
    contract,
    manifest,
    isMember: (path) => listed.has(path) && paths.includes(path),
    publish: isPublishing
      ? (path, body) => store.putStream({ bucket, key: memberKey(ref, path) }, body, { metadata: { drop: ref.drop } })
      : undefined,
  });
  // The directory's sizes were held against the manifest already: what the bytes themselves show in addition is new.
  const told = new Set(known.faults.map(({ code, entry }) => `${code} ${entry}`));
  const all = [...known.faults, ...faults.filter(({ code, entry }) => !told.has(`${code} ${entry}`))];
  if (all.length > 0) throw new InputError(all);
  return { ...ref, members: inOrder(members), manifest: descriptor };
}

/** The older form says nothing of hashes, so the drop has no id before it was read: it is read twice. */
async function acceptFlat(
  ports: AcceptPorts,
  archive: Archive,
  contract: Contract,
  { flat }: Extract<ReadManifest, { form: "flat" }>,
  paths: readonly string[],
  before: Fault[],
): Promise<Receipt> {
  const data = new Set(flatMembers(flat, contract, paths));
  const first = await readMembers({
    archive,
    contract,
    manifest: undefined,
    isMember: (path) => data.has(path),
    publish: undefined,
  });
  if (before.length + first.faults.length > 0) throw new InputError([...before, ...first.faults]);
  const found = first.members.map(({ path, bytes, sha256, rowCount }) => ({
    path,
    bytes,
    sha256,
    rowCount: rowCount ?? 0,
  }));
  const manifest = upgradeFlat(flat, found);
  const faults = findContractFaults(manifest, contract);
  const headers = new Map(first.members.map(({ path, header }) => [path, header ?? []]));
  const descriptor = describeManifest(manifest, contract, headers);
  const ref = { dataset: manifest.dataset, drop: dropId(manifest) };
  return readAndPublish(ports, archive, contract, { ref, manifest, descriptor, faults, paths: [...data] });
}

/** The order of the archive is the packer's accident; the receipt of equal content is equal. */
const inOrder = (members: Receipt["members"]) => members.toSorted((a, b) => (a.path < b.path ? -1 : 1));
