/** Makes a drop of a folder: the files that the contract knows, their manifest, one ZIP. */
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { writeCsvTwin, writeParquetTwin } from "../../local/write-twin.ts";
import { type Contract, memberKind } from "../../shared/contract/contract.ts";
import { contracts } from "../../shared/contract/registry.ts";
import { stemOf } from "../../shared/manifest/completeness.ts";
import { describeManifest } from "../../shared/manifest/describe.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
import type { Manifest, Mode } from "../../shared/manifest/manifest.ts";
import { wrongUse } from "../exit-codes.ts";
import { measureMember } from "./measure-member.ts";
import { writeArchive } from "./write-archive.ts";

export interface DescribeOptions {
  /** Guessed from the names of the files when it is not given. */
  dataset?: string | undefined;
  mode?: Mode | undefined;
  sequence?: number | undefined;
  /** ISO 8601; the newest file's time when it is not given. */
  producedAt?: string | undefined;
  onFile?: (path: string) => void;
  /** Where to write the twins that are missing, so that each table comes as CSV and as Parquet; no twins when it is not given. */
  twinsFolder?: string | undefined;
}

export interface DescribedFolder {
  manifest: Manifest;
  manifestText: string;
  /** Files of the folder that the contract does not know: left out. */
  leftOut: string[];
  /** Where each member lies. */
  files: ReadonlyMap<string, string>;
}

export interface PackedDrop {
  zip: string;
  dataset: string;
  drop: string;
  members: { path: string; bytes: number; rowCount: number | undefined }[];
  leftOut: string[];
}

/** Throws `CommandError` (wrong use) when there is nothing to pack, `InputError` when a data file cannot be read. */
export async function describeFolder(folder: string, options: DescribeOptions = {}): Promise<DescribedFolder> {
  const names = await filesOf(folder);
  const contract = options.dataset === undefined ? guessContract(names, folder) : namedContract(options.dataset);
  const known = names.filter((name) => memberKind(contract, name) !== undefined);
  if (!known.some((name) => isData(contract, name)))
    throw wrongUse(
      `${folder} has no file of the dataset ${contract.dataset}. It may have CSV or Parquet files named ${contract.tables.map(({ name }) => name).join(", ")}.`,
    );
  const files = new Map(known.map((name) => [name, join(folder, name)]));
  if (options.twinsFolder !== undefined) await addTwins(files, contract, options.twinsFolder);
  const measured = [];
  for (const [name, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    options.onFile?.(name);
    measured.push(await measureMember(contract, name, file));
  }
  const manifest: Manifest = {
    dataset: contract.dataset,
    mode: options.mode ?? "snapshot",
    sequence: options.sequence,
    producedAt: options.producedAt ?? (await newestTime(known.map((name) => join(folder, name)))),
    members: measured.map(({ member }) => member),
  };
  const headers = new Map(measured.flatMap(({ member, header }) => (header ? [[member.path, header] as const] : [])));
  return {
    manifest,
    manifestText: `${JSON.stringify(describeManifest(manifest, contract, headers), undefined, 2)}\n`,
    leftOut: names.filter((name) => !known.includes(name)),
    files,
  };
}

/** Writes and adds the other form of each data file that has none. */
async function addTwins(files: Map<string, string>, contract: Contract, folder: string): Promise<void> {
  const stems = Map.groupBy(files.keys(), stemOf);
  for (const [stem, names] of stems) {
    const kind = memberKind(contract, names[0]!);
    if (kind === undefined || kind === "document" || names.length > 1) continue;
    const name = `${stem}.${kind.format === "csv" ? "parquet" : "csv"}`;
    const write = kind.format === "csv" ? writeParquetTwin : writeCsvTwin;
    await write(files.get(names[0]!)!, join(folder, name), kind.table);
    files.set(name, join(folder, name));
  }
}

/** `out`: the folder's name with `.zip` when it is not given. */
export async function packFolder(
  folder: string,
  options: DescribeOptions & { out?: string | undefined } = {},
): Promise<PackedDrop> {
  const { manifest, manifestText, leftOut, files } = await describeFolder(folder, options);
  const zip = resolve(options.out ?? `${basename(resolve(folder))}.zip`);
  await writeArchive(
    zip,
    manifestText,
    manifest.members.map(({ path }) => ({ path, file: files.get(path)! })),
  );
  const members = manifest.members.map(({ path, bytes, rowCount }) => ({ path, bytes, rowCount }));
  return { zip, dataset: manifest.dataset, drop: dropId(manifest), members, leftOut };
}

/** Files in the folder itself, in a fixed order, without hidden ones, archives and an older manifest, which is made anew. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw wrongUse(`${folder} is not a folder that can be read.`);
  });
  return entries
    .filter(
      (entry) =>
        entry.isFile() &&
        !entry.name.startsWith(".") &&
        entry.name !== "manifest.json" &&
        !/\.(zip|partial)$/i.test(entry.name),
    )
    .map(({ name }) => name)
    .sort();
}

async function newestTime(files: readonly string[]): Promise<string> {
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return new Date(Math.trunc(Math.max(...times) / 1000) * 1000).toISOString();
}

const isData = (contract: Contract, name: string) => {
  const kind = memberKind(contract, name);
  return kind !== undefined && kind !== "document";
};

function namedContract(dataset: string): Contract {
  const contract = contracts().get(dataset);
  if (!contract) throw wrongUse(`There is no dataset ${dataset}. There are ${[...contracts().keys()].join(", ")}.`);
  return contract;
}

/** The one contract that knows the most data files of the folder. */
function guessContract(names: readonly string[], folder: string): Contract {
  const ranked = [...contracts().values()]
    .map((contract) => ({ contract, known: names.filter((name) => isData(contract, name)).length }))
    .filter(({ known }) => known > 0)
    .sort((a, b) => b.known - a.known);
  const [best, second] = ranked;
  if (!best || best.known === second?.known)
    throw wrongUse(
      `The files of ${folder} ${best ? "fit several datasets" : "fit no dataset"}: say which with --dataset (${[...contracts().keys()].join(", ")}).`,
    );
  return best.contract;
}
