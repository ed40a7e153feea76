/** A ZIP archive opened for reading: its whole structure is checked before a byte is inflated, then its members are read in one forward pass. */
import { InputError } from "../errors.ts";
import { parseCentralDirectory } from "./central-directory.ts";
import { findDirectory } from "./end-record.ts";
import { commonFaults, entryFaults, isFolder, pathOf, STORED } from "./entry-rules.ts";
import { refuseArchive } from "./faults.ts";
import { forwardReader } from "./forward-reader.ts";
import { type PlacedEntry, placeEntries } from "./layout.ts";
import { type ArchiveLimits, DEFAULT_LIMITS } from "./limits.ts";
import { openMember } from "./member.ts";
import { isSystemName } from "./names.ts";
import type { RangeSource } from "./source.ts";

export interface ArchiveEntry {
  /** UTF-8, NFC, `/` between segments: safe to use as the end of an object key. */
  readonly name: string;
  readonly method: "stored" | "deflate";
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Where the local header starts, where the data starts, where the entry ends (behind its data descriptor). */
  readonly offset: number;
  readonly dataOffset: number;
  readonly endOffset: number;
}

/** What was found out about a member while it was read to its end. */
export interface MemberDigest {
  bytes: number;
  crc32: number;
  /** Lower case hex. */
  sha256: string;
}

export interface Member {
  readonly entry: ArchiveEntry;
  /**
   * The inflated bytes, once. A chunk stays valid after the next one is asked for. Throws `InputError` (`ARCHIVE_…`) when bytes,
   * CRC-32 or the end of the deflate stream are not what the archive says: at the latest before the iteration ends, so
   * whoever has seen the end has seen a true member.
   */
  chunks(): AsyncIterable<Uint8Array>;
  /** Known once `chunks()` was read to its end; throws before. */
  digest(): MemberDigest;
}

export interface Archive {
  /** The files, in the order in which they lie in the archive. */
  readonly entries: readonly ArchiveEntry[];
  /** What systems and packers add (`__MACOSX/…`, `.DS_Store`, `Thumbs.db`, `desktop.ini`, jar's `META-INF/MANIFEST.MF`): not members; refuse them unless the contract ignores them. */
  readonly systemEntries: readonly ArchiveEntry[];
  /** Names of directories, without the last `/`. */
  readonly directories: readonly string[];
  /** A small entry as a whole, checked like any other; `undefined` when there is none of that name. Refused over `limits.smallEntryBytes`. */
  readEntry(name: string): Promise<Uint8Array | undefined>;
  /** One entry, wherever it lies. */
  open(entry: ArchiveEntry): Member;
  /** All of `entries` (or those that `wanted` accepts), in the order in which they lie: one forward pass over the source, which proves the other entries on its way. Read each member to its end before the next. */
  members(wanted?: (entry: ArchiveEntry) => boolean): AsyncGenerator<Member>;
}

/** Checks the whole structure. Throws `InputError` with every structural fault found: first the directory's, then the layout's. */
export async function openArchive(source: RangeSource, limits: Partial<ArchiveLimits> = {}): Promise<Archive> {
  const allowed = { ...DEFAULT_LIMITS, ...limits };
  const place = await findDirectory(source);
  if (place.entries > allowed.entries)
    throw refuseArchive("ARCHIVE_TOO_MANY_ENTRIES", { found: place.entries, expected: `at most ${allowed.entries}` });
  const directoryBytes = place.end - place.offset;
  if (directoryBytes > allowed.directoryBytes)
    throw refuseArchive("ARCHIVE_DIRECTORY_TOO_BIG", {
      offset: place.offset,
      found: `${directoryBytes} bytes`,
      expected: `at most ${allowed.directoryBytes}`,
    });
  const { headers, faults } = parseCentralDirectory(await source.read(place.offset, directoryBytes), place);
  const known = [
    ...faults,
    ...headers.flatMap((header) => entryFaults(header, allowed)),
    ...commonFaults(headers, allowed),
  ];
  // Where the directory contradicts itself, it cannot be held against anything else.
  if (faults.length > 0) throw new InputError(known);
  const layout = await placeEntries(source, headers, place.offset);
  if (known.length + layout.faults.length > 0) throw new InputError([...known, ...layout.faults]);
  return archiveOf(source, layout.placed, place.offset, allowed);
}

function archiveOf(source: RangeSource, placed: readonly PlacedEntry[], end: number, limits: ArchiveLimits): Archive {
  const files = placed.filter(({ header }) => !isFolder(header)).map(toEntry);
  const entries = files.filter(({ name }) => !isSystemName(name));
  const memberNames = new Set(entries.map(({ name }) => name));
  const open = (entry: ArchiveEntry) => openMember(entry, () => source.stream(entry.dataOffset, entry.compressedBytes));
  return {
    entries,
    systemEntries: files.filter(({ name }) => isSystemName(name)),
    directories: placed.filter(({ header }) => isFolder(header)).map(({ header }) => pathOf(header)),
    open,
    async readEntry(name) {
      const entry = entries.find((other) => other.name === name);
      if (!entry) return undefined;
      if (entry.bytes > limits.smallEntryBytes)
        throw refuseArchive("ARCHIVE_ENTRY_TOO_BIG", {
          entry: name,
          offset: entry.offset,
          found: `${entry.bytes} bytes`,
          expected: `at most ${limits.smallEntryBytes}`,
        });
      const chunks: Uint8Array[] = [];
      for await (const chunk of open(entry).chunks()) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    async *members(wanted = () => true) {
      await using reader = forwardReader(source, end);
      for (const entry of placed.map(toEntry)) {
        const member = openMember(entry, () => reader.range(entry.dataOffset, entry.compressedBytes));
        if (!memberNames.has(entry.name)) await readToEnd(member);
        else if (wanted(entry)) yield member;
      }
    },
  };
}

/** Nobody wants what system entries and folders hold, but an archive is true as a whole or refused. */
async function readToEnd(member: Member): Promise<void> {
  for await (const _ of member.chunks());
}

function toEntry({ header, dataOffset, endOffset }: PlacedEntry): ArchiveEntry {
  const { name, compressedBytes, bytes, crc32, offset } = header;
  return {
    name,
    method: header.method === STORED ? "stored" : "deflate",
    compressedBytes,
    bytes,
    crc32,
    offset,
    dataOffset,
    endOffset,
  };
}
