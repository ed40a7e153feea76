/** A folder read as the drop that it would be in an archive. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { InputError } from "../../shared/errors.ts";
import type { DropEntry, DropMember, DropSource } from "../../shared/front-door/drop-source.ts";
import { archiveFault } from "../../shared/zip/faults.ts";
import { DEFAULT_LIMITS } from "../../shared/zip/limits.ts";
import { isSystemName, nameFaults } from "../../shared/zip/names.ts";

const CHUNK_BYTES = 1024 * 1024;

export interface FolderOptions {
  folder: string;
  /** Read instead of files of these names, or beside them. */
  made?: ReadonlyMap<string, string>;
  /** Only these files; all when it is not given. */
  only?: ReadonlySet<string> | undefined;
}

/** Throws `InputError` for names that an archive must not have. */
export async function folderSource({ folder, made = new Map(), only }: FolderOptions): Promise<DropSource> {
  const names = await filesBelow(folder);
  const wanted = only ? names.filter((name) => only.has(name)) : names;
  const faults = wanted.flatMap((entry) =>
    nameFaults(entry, DEFAULT_LIMITS).map(({ code, ...details }) => archiveFault(code, { entry, ...details })),
  );
  if (faults.length > 0) throw new InputError(faults);
  const files = await Promise.all(
    wanted.map(async (name): Promise<DropEntry> => ({ name, bytes: (await stat(join(folder, name))).size })),
  );
  const entries = files.filter(({ name }) => !isSystemName(name));
  return {
    entries,
    systemEntries: files.filter(({ name }) => isSystemName(name)),
    async readEntry(name) {
      const text = made.get(name);
      if (text !== undefined) return Buffer.from(text);
      return entries.some((entry) => entry.name === name) ? readFile(join(folder, name)) : undefined;
    },
    async *members(isWanted = () => true) {
      for (const entry of entries) if (isWanted(entry)) yield fileMember(folder, entry);
    },
  };
}

function fileMember(folder: string, entry: DropEntry): DropMember {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    entry,
    async *chunks() {
      for await (const chunk of createReadStream(join(folder, entry.name), {
        highWaterMark: CHUNK_BYTES,
      }) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    digest: () => ({ bytes, sha256: hash.copy().digest("hex") }),
  };
}

/** Paths of files with `/` between segments, in a fixed order. */
async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).replaceAll(sep, "/"))
    .sort();
}
