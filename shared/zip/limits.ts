/** How much an archive may ask of us before it is refused. Every limit can be set per stage. */

export interface ArchiveLimits {
  /** Entries in the central directory, directories and system files included. */
  entries: number;
  /** Bytes of the central directory. */
  directoryBytes: number;
  /** Uncompressed to compressed bytes, of each entry and of the whole. */
  ratio: number;
  /** Uncompressed bytes of one entry, and of all. The manifest's own figures are held against what is read, later. */
  entryBytes: number;
  totalBytes: number;
  /** UTF-8 bytes of a name, and of one segment of it. */
  nameBytes: number;
  segmentBytes: number;
  /** Most bytes that `readEntry` holds in memory. */
  smallEntryBytes: number;
}

const GiB = 1024 ** 3;

export const DEFAULT_LIMITS: ArchiveLimits = {
  entries: 1_000,
  directoryBytes: 4 * 1024 * 1024,
  ratio: 100,
  entryBytes: 256 * GiB,
  totalBytes: 1024 * GiB,
  nameBytes: 512, // an S3 key has at most 1,024 bytes, of which our prefixes take some
  segmentBytes: 255,
  smallEntryBytes: 16 * 1024 * 1024,
};
