/** What each entry may be by itself: its kind, method, flags, name, sizes; and what all may be together: unique names, limits. */
import type { Fault } from "../errors.ts";
import type { CentralHeader } from "./central-directory.ts";
import { asiFileType, isAesEncrypted } from "./extra-fields.ts";
import { type ArchiveCode, type ArchiveFaultDetails, archiveFault, hex } from "./faults.ts";
import type { ArchiveLimits } from "./limits.ts";
import { foldName, isNestedName, nameFaults } from "./names.ts";

export const STORED = 0;
export const DEFLATE = 8;
export const DESCRIPTOR_FLAG = 1 << 3;

const ENCRYPTED_FLAG = 1 << 0;
const STRONG_ENCRYPTION_FLAG = 1 << 6;
const MASKED_HEADERS_FLAG = 1 << 13;
/** The level of deflate (1, 2), a data descriptor (3), UTF-8 names (11): all else changes how the entry is read. APPNOTE 4.4.4. */
const ALLOWED_FLAGS = 0b1000_0000_1110;
const ALL_ENCRYPTION_FLAGS = ENCRYPTED_FLAG | STRONG_ENCRYPTION_FLAG | MASKED_HEADERS_FLAG;
export const ZIP64_VERSION = 45;
const AES_METHOD = 99;

// File types in the upper half of the external attributes, as Unix writes them (sys/stat.h).
const FILE_TYPE = 0o17_0000;
const LINK = 0o12_0000;
const FOLDER = 0o04_0000;
const FILE = 0o10_0000;
const SPECIAL = [0o01_0000, 0o02_0000, 0o06_0000, 0o14_0000];
// Attributes of MS-DOS and Windows in the lower half.
const VOLUME_LABEL = 0x08;
const DOS_FOLDER = 0x10;
const REPARSE_POINT = 0x4_00;

/** An entry below this size harms nobody, however well it is compressed. */
const RATIO_FLOOR_BYTES = 64 * 1024;

export const isFolder = ({ name }: CentralHeader) => name.endsWith("/");
export const pathOf = ({ name }: CentralHeader) => (name.endsWith("/") ? name.slice(0, -1) : name);

export function entryFaults(header: CentralHeader, limits: ArchiveLimits): Fault[] {
  const { name, at } = header;
  const found: Fault[] = [];
  const add = (code: ArchiveCode, details: ArchiveFaultDetails) =>
    found.push(archiveFault(code, { entry: name, offset: at, ...details }));

  const ofName = header.isNameReadable ? nameFaults(pathOf(header), limits) : [];
  for (const { code, ...details } of ofName) add(code, { ...details, offset: at + 46 });
  addKindFaults(header, add);
  addFormatFaults(header, add);
  if (header.disk !== 0) add("ARCHIVE_SPLIT", { offset: at + 34, found: `part ${header.disk}`, expected: "part 0" });
  if (header.method === STORED && header.bytes !== header.compressedBytes && !isEncrypted(header))
    add("ARCHIVE_STORED_SIZE", {
      offset: at + 20,
      found: `${header.compressedBytes} compressed bytes`,
      expected: `${header.bytes} bytes`,
    });
  if (header.bytes > limits.entryBytes)
    add("ARCHIVE_ENTRY_TOO_BIG", {
      offset: at + 24,
      found: `${header.bytes} bytes`,
      expected: `at most ${limits.entryBytes}`,
    });
  if (exceedsRatio(header.bytes, header.compressedBytes, limits.ratio))
    add("ARCHIVE_RATIO", {
      offset: at + 20,
      found: `${header.compressedBytes} bytes for ${header.bytes}`,
      expected: `a ratio of at most ${limits.ratio}`,
    });
  return found;
}

type Add = (code: ArchiveCode, details: ArchiveFaultDetails) => void;

function addKindFaults(header: CentralHeader, add: Add): void {
  const { externalAttributes, at, name } = header;
  const type = (externalAttributes >>> 16) & FILE_TYPE;
  const attributes = { offset: at + 38, found: `attributes ${hex(externalAttributes)}` };
  const typeInExtra = asiFileType(header.extra);
  if (type === LINK || (externalAttributes & REPARSE_POINT) !== 0) add("ARCHIVE_LINK", attributes);
  else if (typeInExtra === LINK) add("ARCHIVE_LINK", { offset: at + 46, found: "a link in an extra field" });
  else if (typeInExtra !== undefined && SPECIAL.includes(typeInExtra))
    add("ARCHIVE_SPECIAL_FILE", { offset: at + 46, found: "a special file in an extra field" });
  else if (SPECIAL.includes(type) || (externalAttributes & VOLUME_LABEL) !== 0) add("ARCHIVE_SPECIAL_FILE", attributes);
  else if (isFolder(header) ? type === FILE : type === FOLDER || (externalAttributes & DOS_FOLDER) !== 0)
    add("ARCHIVE_FOLDER_UNCLEAR", attributes);
  if (isFolder(header) && header.bytes > 0)
    add("ARCHIVE_FOLDER_WITH_DATA", { offset: at + 24, found: `${header.bytes} bytes`, expected: "none" });
  if (isNestedName(name)) add("ARCHIVE_NESTED", { offset: at + 46, found: "the name of an archive" });
}

const isEncrypted = ({ flags, method, extra }: CentralHeader) =>
  (flags & ALL_ENCRYPTION_FLAGS) !== 0 || method === AES_METHOD || isAesEncrypted(extra);

function addFormatFaults(header: CentralHeader, add: Add): void {
  const { flags, method, version, at } = header;
  if (isEncrypted(header)) {
    // Strong encryption hides headers too, and AES replaces the method: what else they would say is the same fault.
    add(flags & MASKED_HEADERS_FLAG ? "ARCHIVE_DIRECTORY_ENCRYPTED" : "ARCHIVE_ENCRYPTED", {
      offset: at + 8,
      found: `flags ${hex(flags, 4)}, method ${method}`,
    });
    return;
  }
  if (method !== STORED && method !== DEFLATE)
    add("ARCHIVE_METHOD", { offset: at + 10, found: methodName(method), expected: "stored (0) or deflate (8)" });
  else if (version > ZIP64_VERSION)
    add("ARCHIVE_VERSION", { offset: at + 6, found: version / 10, expected: "at most 4.5" });
  if ((flags & ~ALLOWED_FLAGS) !== 0)
    add("ARCHIVE_FLAGS", { offset: at + 8, found: hex(flags, 4), expected: `only ${hex(ALLOWED_FLAGS, 4)}` });
}

const METHODS: Record<number, string> = {
  1: "shrink",
  6: "implode",
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "Zstandard",
  95: "xz",
  98: "PPMd",
};
const methodName = (method: number) => (METHODS[method] ? `${METHODS[method]} (${method})` : String(method));

export function exceedsRatio(bytes: number, compressedBytes: number, ratio: number): boolean {
  return bytes > RATIO_FLOOR_BYTES && bytes > compressedBytes * ratio;
}

/** Faults of the entries together: names that meet, and the totals. */
export function commonFaults(headers: readonly CentralHeader[], limits: ArchiveLimits): Fault[] {
  const faults = nameCollisions(headers);
  const bytes = headers.reduce((sum, header) => sum + header.bytes, 0);
  const compressedBytes = headers.reduce((sum, header) => sum + header.compressedBytes, 0);
  if (bytes > limits.totalBytes && !headers.some((header) => header.bytes > limits.entryBytes))
    faults.push(
      archiveFault("ARCHIVE_TOTAL_TOO_BIG", { found: `${bytes} bytes`, expected: `at most ${limits.totalBytes}` }),
    );
  if (
    exceedsRatio(bytes, compressedBytes, limits.ratio) &&
    !headers.some((header) => exceedsRatio(header.bytes, header.compressedBytes, limits.ratio))
  )
    faults.push(
      archiveFault("ARCHIVE_RATIO", {
        found: `${compressedBytes} bytes for ${bytes} in all`,
        expected: `a ratio of at most ${limits.ratio}`,
      }),
    );
  return faults;
}

function nameCollisions(headers: readonly CentralHeader[]): Fault[] {
  const faults: Fault[] = [];
  const files = new Map<string, CentralHeader>();
  const folders = new Map<string, CentralHeader>();
  for (const header of headers) {
    const seen = isFolder(header) ? folders : files;
    const fold = foldName(pathOf(header));
    const other = seen.get(fold);
    if (other) {
      const isSame = other.name === header.name;
      faults.push(
        archiveFault(isSame ? "ARCHIVE_NAME_DUPLICATE" : "ARCHIVE_NAME_COLLISION", {
          entry: header.name,
          offset: header.at + 46,
          found: other.name,
        }),
      );
    } else seen.set(fold, header);
  }
  // Every folder that is there or that a path goes through, with one entry that says so.
  const paths = new Map(folders);
  for (const header of headers) for (const parent of parentsOf(foldName(pathOf(header)))) paths.set(parent, header);
  for (const [fold, header] of files) {
    const folder = paths.get(fold);
    if (folder)
      faults.push(
        archiveFault("ARCHIVE_NAME_FILE_AND_FOLDER", {
          entry: header.name,
          offset: header.at + 46,
          found: folder.name,
        }),
      );
  }
  return faults;
}

function parentsOf(path: string): string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}
