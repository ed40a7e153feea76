/** The verdict of a ZIP or a folder on this machine, by the very code that judges in the cloud. */
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { judgeRows } from "../../local/judge-rows.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import type { DoneTable } from "../../shared/done.ts";
import { type Fault, InputError } from "../../shared/errors.ts";
import { unbag } from "../../shared/front-door/bag.ts";
import type { DropSource } from "../../shared/front-door/drop-source.ts";
import { expectedRejectFaults } from "../../shared/front-door/expected-rejects.ts";
import { DATA_PACKAGE } from "../../shared/front-door/find-manifest.ts";
import { judgeDrop } from "../../shared/front-door/judge-drop.ts";
import { MANIFEST } from "../../shared/keys.ts";
import { countThings } from "../../shared/quarantine.ts";
import type { ReceiptMember } from "../../shared/receipt.ts";
import { type Archive, openArchive } from "../../shared/zip/archive.ts";
import { fileSource, type OpenSource } from "../../shared/zip/source.ts";
import { wrongUse } from "../exit-codes.ts";
import { describeFolder } from "../pack/pack-folder.ts";
import { folderSource } from "./folder-source.ts";

export interface Verdict {
  verdict: "accepted" | "refused";
  dataset: string | null;
  drop: string | null;
  members: readonly ReceiptMember[];
  /** What refuses it: the first 1,000 of each member, and how many things there are to mend. */
  faults: readonly Fault[];
  faultCount: number;
  /** Of an accepted drop: values whose rows will be rejected, within what the contract allows. */
  rejects: readonly Fault[];
  /** What the dataset's rules make of the rows; empty where they were not run. */
  tables: readonly DoneTable[];
  notes: readonly string[];
}

export interface JudgeOptions {
  archiveOnly?: boolean;
  /** Leaves out the rules over all rows: what they reject is then foretold from single values. */
  skipRules?: boolean;
  /** For a folder without a manifest: which contract; guessed from the names of the files when it is not given. */
  dataset?: string | undefined;
}

/** Throws `CommandError` (wrong use) for a path that is not there. Faults are in the verdict, never thrown. */
export async function judgePath(
  path: string,
  { archiveOnly = false, skipRules = false, dataset }: JudgeOptions = {},
): Promise<Verdict> {
  const info = await stat(path).catch(() => {
    throw wrongUse(`${path} is not there.`);
  });
  if (archiveOnly && info.isDirectory()) throw wrongUse(`${path} is a folder: --archive-only judges a ZIP.`);
  let known: Partial<Verdict> = {};
  const onDataset = (name: string) => {
    known = { ...known, dataset: name };
  };
  try {
    if (archiveOnly) known = await judgeArchive(path);
    else if (info.isDirectory()) known = await judgeFolder(path, dataset, { onDataset, skipRules });
    else known = await judgeZip(path, { onDataset, skipRules });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    known = { ...known, faults: error.faults, faultCount: error.faultCount };
  }
  const { faults = [], rejects = [], members = [], notes = [], tables = [] } = known;
  const { dataset: named = null, drop = null } = known;
  return {
    verdict: faults.length === 0 ? "accepted" : "refused",
    dataset: named,
    drop,
    members,
    faults,
    faultCount: known.faultCount ?? countThings(faults),
    rejects,
    tables,
    notes,
  };
}

async function judgeArchive(path: string): Promise<Partial<Verdict>> {
  await using source = await fileSource(path);
  const archive = await openArchive(source);
  for await (const member of archive.members()) for await (const _ of member.chunks());
  return { notes: [`${archive.entries.length} members were read; manifest and contents were not judged.`] };
}

interface SourceOptions {
  onDataset(name: string): void;
  skipRules: boolean;
}

async function judgeZip(path: string, options: SourceOptions): Promise<Partial<Verdict>> {
  await using source = await fileSource(path);
  const archive = await openArchive(source);
  return await judgeSource(archive, options, (member) => spooled(archive, member.path)); // the file stays open until then
}

/** A folder without a manifest is judged as `pack` would pack it. */
async function judgeFolder(
  folder: string,
  dataset: string | undefined,
  options: SourceOptions,
): Promise<Partial<Verdict>> {
  const openMember = ({ path }: ReceiptMember) => fileSource(join(folder, path));
  const whole = await folderSource({ folder });
  if (whole.entries.some(({ name }) => [MANIFEST, DATA_PACKAGE, "bagit.txt"].includes(name)))
    return judgeSource(whole, options, openMember);
  const { manifest, manifestText, leftOut } = await describeFolder(folder, { dataset });
  const made = new Map([[MANIFEST, manifestText]]);
  const only = new Set(manifest.members.map(({ path }) => path));
  const known = await judgeSource(await folderSource({ folder, made, only }), options, openMember);
  const left = leftOut.length > 0 ? [`pack would leave out ${leftOut.join(", ")}.`] : [];
  const notes = ["There is no manifest: judged as `reelhouse pack` would pack it.", ...left, ...(known.notes ?? [])];
  return { ...known, notes };
}

async function judgeSource(
  source: DropSource,
  { onDataset, skipRules }: SourceOptions,
  openMember: (member: ReceiptMember) => Promise<OpenSource>,
): Promise<Partial<Verdict>> {
  const { receipt, valueFaults } = await judgeDrop(source, {
    onDataset,
    isThere: async () => false,
    publishTo: () => undefined,
    openMember: (_, member) => openMember(member),
  });
  const { dataset, drop, members } = receipt;
  if (skipRules) {
    const faults = expectedRejectFaults(contractOf(dataset), members, valueFaults);
    const notes = ["The rules over all rows were left out (--skip-rules): they may reject more rows."];
    return { dataset, drop, members, faults, rejects: faults.length > 0 ? [] : valueFaults, notes };
  }
  const payload = await unbag(source);
  const { refusal, tables, rejects } = await judgeRows(receipt, (path) => bytesOf(payload, path));
  const refused = refusal && { faults: refusal.faults, faultCount: refusal.faultCount };
  return { dataset, drop, members, ...refused, rejects, tables };
}

async function* bytesOf(source: DropSource, path: string): AsyncGenerator<Uint8Array> {
  for await (const member of source.members(({ name }) => name === path)) yield* member.chunks();
}

/** A compressed member has no places to jump to: it is written out, and removed when it is closed. */
async function spooled(archive: Archive, path: string): Promise<OpenSource> {
  const folder = await mkdtemp(join(tmpdir(), "reelhouse-check-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const entry = archive.entries.find(({ name }) => name === path)!;
    const file = join(folder, "member");
    await pipeline(Readable.from(archive.open(entry).chunks()), createWriteStream(file));
    const source = await fileSource(file);
    return {
      ...source,
      async [Symbol.asyncDispose]() {
        await source[Symbol.asyncDispose]();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
