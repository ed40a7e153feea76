/** A ZIP archive opened for reading: its whole structure is checked before a byte is inflated, then its members are read in one forward pass. */
import type { ArchiveLimits } from "./limits.ts";
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
  /** What operating systems add (`__MACOSX/…`, `.DS_Store`, `Thumbs.db`, `desktop.ini`): not members; refuse them unless the contract ignores them. */
  readonly systemEntries: readonly ArchiveEntry[];
  /** Names of directories, without the last `/`. */
  readonly directories: readonly string[];
  /** A small entry as a whole, checked like any other; `undefined` when there is none of that name. Refused over `limits.smallEntryBytes`. */
  readEntry(name: string): Promise<Uint8Array | undefined>;
  /** One entry, wherever it lies. */
  open(entry: ArchiveEntry): Member;
  /** All of `entries` (or those that `wanted` accepts), in the order in which they lie: one forward pass over the source. Read each member to its end before the next. */
  members(wanted?: (entry: ArchiveEntry) => boolean): AsyncGenerator<Member>;
}

/** Checks the whole structure. Throws `InputError` with every structural fault found, in the order of the archive's bytes. */
export declare function openArchive(source: RangeSource, limits?: Partial<ArchiveLimits>): Promise<Archive>;
