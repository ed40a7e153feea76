/** A folder read as the drop that it would be in an archive. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { type Fault, InputError } from "../../shared/errors.ts";
import type { DropEntry, DropMember, DropSource } from "../../shared/front-door/drop-source.ts";
import { archiveFault } from "../../shared/zip/faults.ts";
import { DEFAULT_LIMITS } from "../../shared/zip/limits.ts";
import { foldName, isNestedName, isSystemName, nameFaults } from "../../shared/zip/names.ts";
import { nestedKind, SNIFF_BYTES } from "../../shared/zip/nested.ts";

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
  const faults = [...wanted.flatMap(entryFaults), ...commonFaults(wanted)];
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

/** As an archive's entry of that name. */
function entryFaults(entry: string): Fault[] {
  const faults = nameFaults(entry, DEFAULT_LIMITS).map(({ code, ...details }) =>
    archiveFault(code, { entry, ...details }),
  );
  return isNestedName(entry)
    ? [...faults, archiveFault("ARCHIVE_NESTED", { entry, found: "the name of an archive" })]
    : faults;
}

/** As an archive's entries together. */
function commonFaults(names: readonly string[]): Fault[] {
  if (names.length > DEFAULT_LIMITS.entries)
    return [
      archiveFault("ARCHIVE_TOO_MANY_ENTRIES", { found: names.length, expected: `at most ${DEFAULT_LIMITS.entries}` }),
    ];
  const seen = new Map<string, string>();
  return names.flatMap((entry) => {
    const other = seen.get(foldName(entry));
    seen.set(foldName(entry), entry);
    return other === undefined ? [] : [archiveFault("ARCHIVE_NAME_COLLISION", { entry, found: other })];
  });
}

function fileMember(folder: string, entry: DropEntry): DropMember {
  const hash = createHash("sha256");
  let bytes = 0;
  let head: Uint8Array = new Uint8Array(0);
  return {
    entry,
    async *chunks() {
      for await (const chunk of createReadStream(join(folder, entry.name), {
        highWaterMark: CHUNK_BYTES,
      }) as AsyncIterable<Buffer>) {
        if (head.length < SNIFF_BYTES) {
          head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES - head.length)]);
          const kind = nestedKind(head);
          if (kind)
            throw new InputError([
              archiveFault("ARCHIVE_NESTED", { entry: entry.name, found: `the content of a ${kind} file` }),
            ]);
        }
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
