/** Drops what appears in a folder: each content once, whatever its name, and however often the watcher is killed. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Contract } from "../../shared/contract/contract.ts";
import { InputError } from "../../shared/errors.ts";
import { wrongUse } from "../exit-codes.ts";
import { packFolder } from "../pack/pack-folder.ts";
import { fileKind } from "./folder-names.ts";
import type { Claim, Journal } from "./journal.ts";
import { type FileLook, isSame, Settling } from "./settling.ts";

export type WatchEvent =
  | { event: "dropped"; file: string; object: string; drop: string | null; rows: number | null }
  /** Its content was dropped before. */
  | { event: "known"; file: string; drop: string | null }
  /** It cannot be packed. It is looked at again when it changes. */
  | { event: "refused"; file: string; reason: string }
  | { event: "left"; file: string; why: string }
  | { event: "moved"; file: string; to: string };

export interface WatchOptions {
  folder: string;
  contract: Contract;
  mode: "snapshot" | "delta";
  /** Milliseconds for which a file must not change. */
  settleMs: number;
  /** Where files go that were dropped; they stay where they are when it is not there. */
  moveTo: string | undefined;
  /** Of the watcher's own: copies on their way. */
  workFolder: string;
  journal: Journal;
  upload(zip: string, key: string): Promise<unknown>;
  tell(event: WatchEvent): void;
}

export class FolderWatcher {
  readonly #options: WatchOptions;
  readonly #settling: Settling;
  /** Told once, until they change. */
  readonly #told = new Map<string, FileLook>();

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#settling = new Settling(options.settleMs);
  }

  /** Ends what a killed watcher began. Throws what `upload` throws. */
  async resume(): Promise<void> {
    for (const claim of this.#options.journal.open()) await this.#drop(claim);
  }

  /** One look at the folder; drops what has settled, until `isStopped`. Gives the files that have not settled yet. */
  async look(isStopped: () => boolean = () => false): Promise<string[]> {
    const files = await this.#files();
    const settled = this.#settling.look(files, performance.now());
    for (const file of settled) {
      if (isStopped()) break;
      await this.#take(file);
    }
    const names = new Set(settled.map(({ name }) => name));
    return files.map(({ name }) => name).filter((name) => !names.has(name));
  }

  async #files(): Promise<FileLook[]> {
    const { folder, contract } = this.#options;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
      throw wrongUse(`${folder} is not a folder that can be read.`);
    });
    const files: FileLook[] = [];
    for (const { name } of entries) {
      const info = await stat(join(folder, name)).catch(() => undefined); // gone between two calls
      if (!info) continue;
      const look = { name, bytes: info.size, modifiedMs: info.mtimeMs };
      const kind = info.isDirectory()
        ? { kind: "unknown" as const, why: `${name} is a folder: \`reelhouse pack\` makes a drop of it` }
        : fileKind(contract, name);
      if (kind.kind === "unknown")
        this.#tellOnce({ ...look, modifiedMs: 0, bytes: 0 }, { event: "left", file: name, why: kind.why });
      else if (kind.kind !== "temporary") files.push(look);
    }
    return files;
  }

  #tellOnce(look: FileLook, event: WatchEvent): void {
    const told = this.#told.get(look.name);
    if (told && isSame(told, look)) return;
    this.#told.set(look.name, look);
    this.#options.tell(event);
  }

  async #take(look: FileLook): Promise<void> {
    const { journal } = this.#options;
    const known = journal.contentOf(look);
    if (known === undefined) return this.#takeNew(look);
    const fate = journal.fateOf(known);
    if (fate?.state === "dropped") await this.#moveAway(look);
    else if (fate?.state === "claimed") await this.resume(); // the upload failed before
  }

  async #takeNew(look: FileLook): Promise<void> {
    const { folder, contract, workFolder, journal, tell } = this.#options;
    const kind = fileKind(contract, look.name);
    const incoming = join(workFolder, "incoming");
    await mkdir(workFolder, { recursive: true });
    const digest = await copyAndHash(join(folder, look.name), incoming);
    if (digest === undefined || !isSame(look, await lookAt(folder, look.name))) return; // written to meanwhile, or gone
    const member = kind.kind === "member" ? kind.member : null;
    const content = `${digest} ${member ?? "zip"}`;
    const fate = journal.fateOf(content);
    if (fate) {
      await rm(incoming, { force: true });
      journal.write({ event: "seen", content, ...look });
      if (fate.state === "dropped") {
        tell({ event: "known", file: look.name, drop: fate.drop });
        await this.#moveAway(look);
      } else if (fate.state === "refused") tell({ event: "refused", file: look.name, reason: fate.reason });
      return;
    }
    const key = landingKey(contract.dataset, look.name, digest);
    const claim: Claim = { ...look, content, member, key };
    // The copy has its place before the claim says that it has.
    await mkdir(stagedFolder(workFolder, claim), { recursive: true });
    await rename(incoming, stagedFile(workFolder, claim));
    journal.write({ event: "claimed", ...claim });
    await this.#drop(claim);
  }

  async #drop(claim: Claim): Promise<void> {
    const { workFolder, contract, mode, journal, upload, tell } = this.#options;
    const staged = stagedFolder(workFolder, claim);
    const { content, name, key } = claim;
    let packed: Awaited<ReturnType<typeof packFolder>> | undefined;
    if (claim.member !== null) {
      try {
        const producedAt = new Date(Math.trunc(claim.modifiedMs / 1000) * 1000).toISOString();
        packed = await packFolder(staged, {
          dataset: contract.dataset,
          mode,
          producedAt,
          out: join(workFolder, "packed.zip"),
        });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        const reason = error.faults.map(({ code, message }) => `${code}: ${message}`).join(" ");
        journal.write({ event: "refused", content, reason });
        await rm(staged, { recursive: true, force: true });
        return tell({ event: "refused", file: name, reason });
      }
    }
    await upload(packed?.zip ?? stagedFile(workFolder, claim), key);
    const drop = packed?.drop ?? null;
    journal.write({ event: "dropped", content, drop });
    const rows = packed ? packed.members.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0) : null;
    tell({ event: "dropped", file: name, object: key, drop, rows });
    await rm(staged, { recursive: true, force: true });
    await rm(join(workFolder, "packed.zip"), { force: true });
    await this.#moveAway(claim);
  }

  /** Never over another file, and only the file that was dropped. */
  async #moveAway(look: FileLook): Promise<void> {
    const { folder, moveTo, tell } = this.#options;
    if (moveTo === undefined || !isSame(look, await lookAt(folder, look.name))) return;
    await mkdir(moveTo, { recursive: true });
    const to = await freeName(moveTo, look.name);
    await move(join(folder, look.name), to);
    tell({ event: "moved", file: look.name, to });
  }
}

const stagedFolder = (workFolder: string, { content }: Claim) => join(workFolder, content.slice(0, 64));
const stagedFile = (workFolder: string, claim: Claim) =>
  join(stagedFolder(workFolder, claim), claim.member ?? "drop.zip");

/** The file's own name for people, its content's for uniqueness. */
const landingKey = (dataset: string, name: string, digest: string) =>
  `watch/${dataset}/${name.replace(/\.(csv|parquet|zip)$/i, "").replaceAll(/[^\w.-]/g, "_")}-${digest.slice(0, 12)}.zip`;

async function lookAt(folder: string, name: string): Promise<FileLook> {
  const info = await stat(join(folder, name)).catch(() => undefined);
  return { name, bytes: info?.size ?? -1, modifiedMs: info?.mtimeMs ?? -1 };
}

/** SHA-256 of what was copied; `undefined` when the file is gone. */
async function copyAndHash(from: string, to: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(
      createReadStream(from, { highWaterMark: 1 << 20 }),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(to),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return hash.digest("hex");
}

async function freeName(folder: string, name: string): Promise<string> {
  const extension = extname(name);
  const stem = basename(name, extension);
  for (let number = 1; ; number += 1) {
    const candidate = join(folder, number === 1 ? name : `${stem}-${number}${extension}`);
    if (!(await stat(candidate).catch(() => undefined))) return candidate;
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyFile(from, to); // another disk
    await rm(from);
  }
}
