/** Files of internal stages, in a folder under the twin's data directory. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { SnowflakeError } from "../../errors.ts";
import type { FileStore, StagedFile } from "./store.ts";

export function folderStore(folder: string): FileStore {
  const resolve = (key: string): string => {
    const full = path.resolve(folder, key);
    if (full !== folder && !full.startsWith(`${folder}${path.sep}`)) {
      throw new SnowflakeError("001757", "22023", `Path '${key}' leaves the stage.`);
    }
    return full;
  };
  const describe = async (key: string): Promise<StagedFile | undefined> => {
    const full = resolve(key);
    // A link in the folder may lead out of it: it is no file of the stage.
    const found = await lstat(full).catch(missingAsUndefined);
    if (found === undefined || !found.isFile()) return undefined;
    return {
      key,
      bytes: found.size,
      contentKey: await md5Of(full, found.mtimeMs, found.size),
      modifiedAt: Math.floor(found.mtimeMs),
    };
  };
  return {
    async *list(prefix) {
      for (const key of (await keysUnder(folder, "")).sort()) {
        if (!key.startsWith(prefix)) continue;
        const file = await describe(key);
        if (file !== undefined) yield file;
      }
    },
    stat: describe,
    open: async (key) => createReadStream(resolve(key), { highWaterMark: 1 << 20 }),
    localPath: resolve,
    async write(key, sourcePath) {
      const target = resolve(key);
      await mkdir(path.dirname(target), { recursive: true });
      // Readers see the old file or the new one, never a part.
      const unfinished = `${target}.${process.pid}.part`;
      await copyFile(sourcePath, unfinished);
      await rename(unfinished, target);
    },
    async remove(key) {
      await rm(resolve(key), { force: true });
    },
  };
}

const missingAsUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
};

async function keysUnder(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(path.join(folder, prefix), { withFileTypes: true }).catch(missingAsUndefined);
  const keys: string[] = [];
  for (const entry of entries ?? []) {
    const key = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) keys.push(...(await keysUnder(folder, key)));
    else if (entry.isFile() && !entry.name.endsWith(".part")) keys.push(key);
  }
  return keys;
}

/** LIST shows the MD5 of every file: read once, kept until the file changes. */
const knownHashes = new Map<string, { modifiedAt: number; bytes: number; hash: string }>();

async function md5Of(file: string, modifiedAt: number, bytes: number): Promise<string> {
  const known = knownHashes.get(file);
  if (known !== undefined && known.modifiedAt === modifiedAt && known.bytes === bytes) return known.hash;
  const md5 = createHash("md5");
  await pipeline(createReadStream(file), md5);
  const hash = md5.digest("hex");
  knownHashes.set(file, { modifiedAt, bytes, hash });
  return hash;
}
