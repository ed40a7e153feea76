/** The verdict of a drop: what is true of it ends as a receipt, what is not as an `InputError` with every fault. */
import type { Contract } from "../contract/contract.ts";
import { contractOf } from "../contract/registry.ts";
import { type Fault, fault, InputError } from "../errors.ts";
import type { DropRef } from "../keys.ts";
import { findContractFaults, findDiscrepancies } from "../manifest/completeness.ts";
import { describeManifest } from "../manifest/describe.ts";
import { dropId } from "../manifest/drop-id.ts";
import type { FoundMember } from "../manifest/flat.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { ManifestDescriptor } from "../manifest/schema.ts";
import type { Receipt, ReceiptMember } from "../receipt.ts";
import type { OpenSource } from "../zip/source.ts";
import { unbag } from "./bag.ts";
import { compareTwins } from "./compare-twins.ts";
import type { DropSource } from "./drop-source.ts";
import { findManifest, type Undescribed } from "./find-manifest.ts";
import { inOneGo, type Progress, type ReadState, readStateOf } from "./progress.ts";
import { type Publish, readMembers } from "./read-members.ts";

export interface JudgePorts {
  /** Told as soon as it is known, for the message about a refusal. */
  onDataset?(dataset: string): void;
  /** Whether this drop was judged and published before: then its bytes are checked, and nothing else is done once more. */
  isThere(ref: DropRef): Promise<boolean>;
  /** Takes the members' bytes as they pass; `undefined` where they are only judged. */
  publishTo(ref: DropRef): Publish | undefined;
  /** Any place of a member that was read (and published) before. */
  openMember(ref: DropRef, member: ReceiptMember): Promise<OpenSource>;
  /** Where the judgement may have to go on in another invocation; then `judgeDrop` throws `TimeIsUp`. */
  progress?: Progress | undefined;
}

export interface Judgement {
  receipt: Receipt;
  /** Values that break the contract, the first 1,000 of each member: they refuse rows, and the drop only beyond the contract's threshold. Of members that an earlier invocation read, none. */
  valueFaults: Fault[];
}

/**
 * Judges manifest, completeness, every member's bytes, header and values, and last, where all else is sound, whether twins hold the same rows.
 * Throws `InputError` with every fault that refuses the drop.
 */
export async function judgeDrop(packaged: DropSource, ports: JudgePorts): Promise<Judgement> {
  const source = await unbag(packaged);
  const found = await findManifest(source);
  ports.onDataset?.(found.dataset);
  const contract = contractOf(found.dataset);
  const faults = systemFaults(source, contract);
  if (found.form === "undescribed") return judgeUndescribed(source, ports, contract, found, faults);
  const { manifest, descriptor, manifestName } = found;
  const entries = source.entries
    .filter(({ name }) => name !== manifestName)
    .map(({ name, bytes }) => ({ path: name, bytes }));
  faults.push(...findDiscrepancies(manifest, entries), ...findContractFaults(manifest, contract));
  const ref = { dataset: contract.dataset, drop: dropId(manifest) };
  const paths = entries.map(({ path }) => path);
  return judgeMembers(source, ports, contract, { ref, manifest, descriptor, faults, paths });
}

function systemFaults(source: DropSource, contract: Contract): Fault[] {
  if (contract.ignoresSystemFiles) return [];
  return source.systemEntries.map(({ name }) =>
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

async function judgeMembers(
  source: DropSource,
  ports: JudgePorts,
  contract: Contract,
  { ref, manifest, descriptor, faults: before, paths }: Known,
): Promise<Judgement> {
  const { progress = inOneGo() } = ports;
  const isNew = before.length === 0 && !(await ports.isThere(ref));
  const listed = new Set(manifest.members.map(({ path }) => path));
  const state = readStateOf(progress, "judgement", contract, isNew);
  const valueFaults = await readMembers({
    source,
    contract,
    manifest,
    members: new Set(paths.filter((path) => listed.has(path))),
    hashesTwins: isNew,
    publish: isNew ? ports.publishTo(ref) : undefined,
    state,
    progress,
  });
  if (before.length + state.faultCount > 0) throw new InputError(...joined(before, state));
  const openMember = (member: ReceiptMember) => ports.openMember(ref, member);
  if (isNew) await compareTwins({ contract, state, progress, openMember });
  if (state.faultCount > 0) throw new InputError(...joined([], state));
  return { receipt: { ...ref, members: inOrder(state.members), manifest: descriptor }, valueFaults };
}

/** The directory's sizes were held against the manifest already: what the bytes themselves show in addition is new. */
function joined(before: readonly Fault[], { faults, faultCount }: ReadState): [Fault[], { faultCount: number }] {
  const told = new Set(before.map(({ code, entry }) => `${code} ${entry}`));
  const added = faults.filter(({ code, entry }) => !told.has(`${code} ${entry}`));
  return [[...before, ...added], { faultCount: before.length + faultCount - (faults.length - added.length) }];
}

/** A drop that says nothing of hashes has no id before it was read: it is read twice. */
async function judgeUndescribed(
  source: DropSource,
  ports: JudgePorts,
  contract: Contract,
  undescribed: Undescribed,
  before: Fault[],
): Promise<Judgement> {
  const { progress = inOneGo() } = ports;
  const paths = undescribed.membersOf(contract);
  const survey = readStateOf(progress, "survey", contract, false);
  await readMembers({
    source,
    contract,
    manifest: undefined,
    members: new Set(paths),
    hashesTwins: false,
    publish: undefined,
    state: survey,
    progress,
  });
  if (before.length + survey.faultCount > 0) throw new InputError(...joined(before, survey));
  const manifest = undescribed.describe(survey.members.map(asFound), contract);
  const faults = findContractFaults(manifest, contract);
  const headers = new Map(survey.members.map(({ path, header }) => [path, header ?? []]));
  const descriptor = describeManifest(manifest, contract, headers);
  const ref = { dataset: manifest.dataset, drop: dropId(manifest) };
  return judgeMembers(source, ports, contract, { ref, manifest, descriptor, faults, paths });
}

const asFound = ({ path, bytes, sha256, rowCount }: ReceiptMember): FoundMember => ({
  path,
  bytes,
  sha256,
  rowCount: rowCount ?? 0,
});

/** The order of the archive is the packer's accident; the receipt of equal content is equal. */
const inOrder = (members: Receipt["members"]) => members.toSorted((a, b) => (a.path < b.path ? -1 : 1));
