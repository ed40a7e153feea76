/** Holds the local headers against the directory, and sees that the entries fill the space before it: no gap, no overlap, no second truth. */
import type { Fault } from "../errors.ts";
import { MAX_32, SIGNATURES, uint64, viewOf } from "./bytes.ts";
import type { CentralHeader } from "./central-directory.ts";
import { DESCRIPTOR_FLAG, ZIP64_VERSION } from "./entry-rules.ts";
import {
  asiFileType,
  type ExtraFields,
  isAesEncrypted,
  parseExtraFields,
  unicodePath,
  ZIP64_FIELD,
} from "./extra-fields.ts";
import { type ArchiveCode, type ArchiveFaultDetails, archiveFault, hex } from "./faults.ts";
import type { RangeSource } from "./source.ts";

export interface PlacedEntry {
  header: CentralHeader;
  dataOffset: number;
  endOffset: number;
}

interface LocalHeader {
  version: number;
  flags: number;
  method: number;
  time: number;
  crc32: number;
  compressedBytes: number;
  bytes: number;
  rawName: Uint8Array;
  extra: ExtraFields;
  dataOffset: number;
  hasLongSizes: boolean;
}

const HEADER_BYTES = 30;
/** Extra fields are short: one read gets header, name and them; a second one is made when they are not. */
const LIKELY_EXTRA_BYTES = 256;
const READS_AHEAD = 8;
const DESCRIPTOR_MOST_BYTES = 24;
const SHORT_DESCRIPTOR_BYTES = 12;
const LONG_DESCRIPTOR_BYTES = 20;

type Add = (code: ArchiveCode, details: ArchiveFaultDetails) => void;

/** Entries in the order in which they lie, with every fault of their layout. `space` is where the central directory starts. */
export async function placeEntries(
  source: RangeSource,
  headers: readonly CentralHeader[],
  space: number,
): Promise<{ placed: PlacedEntry[]; faults: Fault[] }> {
  const sorted = headers.toSorted((a, b) => a.offset - b.offset);
  const faults: Fault[] = [];
  const placed: PlacedEntry[] = [];
  if (sorted.length > 0 && sorted[0]!.offset > 0 && sorted[0]!.offset < space)
    faults.push(
      archiveFault("ARCHIVE_PREFIX_DATA", { offset: 0, found: `${sorted[0]!.offset} bytes`, expected: "none" }),
    );
  for (let start = 0; start < sorted.length; start += READS_AHEAD) {
    const group = sorted.slice(start, start + READS_AHEAD);
    const results = await Promise.all(
      group.map((header, index) =>
        placeEntry(source, header, Math.min(sorted[start + index + 1]?.offset ?? space, space), space),
      ),
    );
    for (const result of results) {
      faults.push(...result.faults);
      if (result.placed) placed.push(result.placed);
    }
  }
  return { placed, faults };
}

/** `next` is where the following entry starts, and so where this one must end. */
async function placeEntry(source: RangeSource, header: CentralHeader, next: number, space: number) {
  const faults: Fault[] = [];
  const add: Add = (code, details) =>
    faults.push(archiveFault(code, { entry: header.name, offset: header.offset, ...details }));
  if (header.offset + HEADER_BYTES > space) {
    add("ARCHIVE_ENTRY_RANGE", { found: `a start at byte ${header.offset}`, expected: `before byte ${space}` });
    return { faults };
  }
  const local = await readLocalHeader(source, header, space, add);
  if (!local) return { faults };
  const dataEnd = local.dataOffset + header.compressedBytes;
  if (dataEnd > space) add("ARCHIVE_ENTRY_RANGE", { found: `an end at byte ${dataEnd}`, expected: `at most ${space}` });
  else if (dataEnd > next)
    add("ARCHIVE_OVERLAP", { offset: next, found: `data up to byte ${dataEnd}`, expected: `at most ${next}` });
  else if (header.flags & DESCRIPTOR_FLAG) await addDescriptorFaults(source, header, local, dataEnd, next, add);
  else if (dataEnd < next) add("ARCHIVE_GAP", { offset: dataEnd, found: `${next - dataEnd} bytes`, expected: "none" });
  addLocalFaults(header, local, add);
  return { faults, placed: { header, dataOffset: local.dataOffset, endOffset: next } };
}

async function readLocalHeader(
  source: RangeSource,
  header: CentralHeader,
  space: number,
  add: Add,
): Promise<LocalHeader | undefined> {
  const likely = HEADER_BYTES + header.rawName.length + LIKELY_EXTRA_BYTES;
  let bytes = await source.read(header.offset, Math.min(likely, space - header.offset));
  let view = viewOf(bytes);
  const signature = view.getUint32(0, true);
  if (signature !== SIGNATURES.local) {
    add("ARCHIVE_LOCAL_SIGNATURE", { found: hex(signature), expected: hex(SIGNATURES.local) });
    return undefined;
  }
  const nameEnd = HEADER_BYTES + view.getUint16(26, true);
  const length = nameEnd + view.getUint16(28, true);
  if (header.offset + length > space) {
    add("ARCHIVE_ENTRY_RANGE", {
      found: `a local header up to byte ${header.offset + length}`,
      expected: `at most ${space}`,
    });
    return undefined;
  }
  if (length > bytes.length) {
    bytes = await source.read(header.offset, length);
    view = viewOf(bytes);
  }
  const extra = parseExtraFields(bytes.subarray(nameEnd, length));
  if (!extra) add("ARCHIVE_EXTRA_MALFORMED", { offset: header.offset + nameEnd });
  const sizes = { compressedBytes: view.getUint32(18, true), bytes: view.getUint32(22, true) };
  const long = extra?.get(ZIP64_FIELD);
  return {
    version: view.getUint8(4),
    flags: view.getUint16(6, true),
    method: view.getUint16(8, true),
    time: view.getUint32(10, true),
    crc32: view.getUint32(14, true),
    rawName: bytes.subarray(HEADER_BYTES, nameEnd),
    extra: extra ?? new Map(),
    dataOffset: header.offset + length,
    hasLongSizes: long !== undefined,
    ...localSizes(sizes, long, header, header.offset + nameEnd, add),
  };
}

/** A local ZIP64 field holds both sizes, the uncompressed one first, also where only one is left to it (APPNOTE 4.5.3). */
function localSizes(
  short: { compressedBytes: number; bytes: number },
  long: DataView | undefined,
  header: CentralHeader,
  offset: number,
  add: Add,
) {
  const isLeft = { bytes: short.bytes === MAX_32, compressedBytes: short.compressedBytes === MAX_32 };
  if (!long || long.byteLength < 16) {
    if (!isLeft.bytes && !isLeft.compressedBytes) return short;
    add("ARCHIVE_ZIP64_EXTRA", { offset, found: "no field with both sizes" });
    return { bytes: header.bytes, compressedBytes: header.compressedBytes }; // said once is enough
  }
  const sizes = { bytes: uint64(long, 0), compressedBytes: uint64(long, 8) };
  for (const key of ["bytes", "compressedBytes"] as const)
    if (!isLeft[key] && short[key] !== sizes[key] && short[key] !== 0)
      add("ARCHIVE_ZIP64_CONTRADICTION", { offset, found: sizes[key], expected: short[key] });
  return {
    bytes: isLeft.bytes || short.bytes === 0 ? sizes.bytes : short.bytes,
    compressedBytes:
      isLeft.compressedBytes || short.compressedBytes === 0 ? sizes.compressedBytes : short.compressedBytes,
  };
}

/** Readers that stream know the local header's extra fields alone: they must not tell of another name, of a link or of encryption. */
function addLocalExtraFaults(header: CentralHeader, { extra, rawName }: LocalHeader, add: Add): void {
  const offset = header.offset + HEADER_BYTES + rawName.length;
  const path = unicodePath(extra, rawName);
  if (path && header.isNameReadable && Buffer.compare(path, Buffer.from(header.name)) !== 0)
    add("ARCHIVE_LOCAL_NAME", { offset, found: Buffer.from(path).toString("utf8"), expected: header.name });
  if (isAesEncrypted(extra) && !isAesEncrypted(header.extra))
    add("ARCHIVE_ENCRYPTED", { offset, found: "an AES field in the local header" });
  const type = asiFileType(extra);
  if (type !== undefined && type !== asiFileType(header.extra) && !PLAIN_TYPES.includes(type))
    add("ARCHIVE_LINK", { offset, found: "a link or device in an extra field of the local header" });
}

/** Regular files and folders (sys/stat.h). */
const PLAIN_TYPES = [0, 0o10_0000, 0o04_0000];

function addLocalFaults(header: CentralHeader, local: LocalHeader, add: Add): void {
  const { offset } = header;
  addLocalExtraFaults(header, local, add);
  if (Buffer.compare(header.rawName, local.rawName) !== 0)
    add("ARCHIVE_LOCAL_NAME", {
      offset: offset + HEADER_BYTES,
      found: Buffer.from(local.rawName).toString("utf8"),
      expected: header.name,
    });
  // Writers that find out late that an offset needs ZIP64 say 4.5 in the directory only; those that feared a big entry, locally only.
  const isLate64 = header.version === ZIP64_VERSION || local.version === ZIP64_VERSION;
  if (header.version !== local.version && !isLate64)
    add("ARCHIVE_LOCAL_VERSION", { offset: offset + 4, found: local.version, expected: header.version });
  if (header.flags !== local.flags)
    add("ARCHIVE_LOCAL_FLAGS", { offset: offset + 6, found: hex(local.flags, 4), expected: hex(header.flags, 4) });
  if (header.method !== local.method)
    add("ARCHIVE_LOCAL_METHOD", { offset: offset + 8, found: local.method, expected: header.method });
  if (header.time !== local.time)
    add("ARCHIVE_LOCAL_TIME", { offset: offset + 10, found: hex(local.time), expected: hex(header.time) });
  // With a data descriptor the writer did not know these yet: zero, or already the truth.
  const isOpen = (value: number) => (header.flags & DESCRIPTOR_FLAG) !== 0 && value === 0;
  if (header.crc32 !== local.crc32 && !isOpen(local.crc32))
    add("ARCHIVE_LOCAL_CRC", { offset: offset + 14, found: hex(local.crc32), expected: hex(header.crc32) });
  if (header.compressedBytes !== local.compressedBytes && !isOpen(local.compressedBytes))
    add("ARCHIVE_LOCAL_COMPRESSED_SIZE", {
      offset: offset + 18,
      found: local.compressedBytes,
      expected: header.compressedBytes,
    });
  if (header.bytes !== local.bytes && !isOpen(local.bytes))
    add("ARCHIVE_LOCAL_SIZE", { offset: offset + 22, found: local.bytes, expected: header.bytes });
}

/**
 * The descriptor is what lies between the data and the next entry: CRC-32 and two sizes of 4 or 8 bytes, with or without a signature (APPNOTE 4.3.9).
 * Its length tells the form. Sizes of 8 bytes belong to ZIP64 entries: those with a local ZIP64 field, those too big for 4, and,
 * from writers that leave the field out (yazl), those that the directory calls ZIP64.
 */
async function addDescriptorFaults(
  source: RangeSource,
  header: CentralHeader,
  local: LocalHeader,
  at: number,
  next: number,
  add: Add,
) {
  const length = next - at;
  if (length === 0) return add("ARCHIVE_DESCRIPTOR_MISSING", { offset: at });
  if (length > DESCRIPTOR_MOST_BYTES)
    return add("ARCHIVE_GAP", { offset: at, found: `${length} bytes`, expected: "a data descriptor" });
  const view = viewOf(await source.read(at, length));
  const mustBeLong = local.hasLongSizes || header.bytes >= MAX_32 || header.compressedBytes >= MAX_32;
  const mayBeLong = mustBeLong || header.version === ZIP64_VERSION || header.extra.has(ZIP64_FIELD);
  const isLong = mustBeLong || (mayBeLong && length >= LONG_DESCRIPTOR_BYTES);
  const body = isLong ? LONG_DESCRIPTOR_BYTES : SHORT_DESCRIPTOR_BYTES;
  if (length !== body && length !== body + 4)
    return add("ARCHIVE_DESCRIPTOR", {
      offset: at,
      expected: `${body} or ${body + 4} bytes`,
      found: `${length} bytes`,
    });
  const start = length - body;
  if (start === 4 && view.getUint32(0, true) !== SIGNATURES.descriptor)
    return add("ARCHIVE_DESCRIPTOR", {
      offset: at,
      found: hex(view.getUint32(0, true)),
      expected: hex(SIGNATURES.descriptor),
    });
  const crc32 = view.getUint32(start, true);
  const compressedBytes = isLong ? uint64(view, start + 4) : view.getUint32(start + 4, true);
  const bytes = isLong ? uint64(view, start + 12) : view.getUint32(start + 8, true);
  if (crc32 !== header.crc32)
    add("ARCHIVE_DESCRIPTOR", { offset: at + start, found: `CRC-32 ${hex(crc32)}`, expected: hex(header.crc32) });
  if (compressedBytes !== header.compressedBytes)
    add("ARCHIVE_DESCRIPTOR", {
      offset: at + start + 4,
      found: `${compressedBytes} compressed bytes`,
      expected: header.compressedBytes,
    });
  if (bytes !== header.bytes)
    add("ARCHIVE_DESCRIPTOR", {
      offset: at + start + (isLong ? 12 : 8),
      found: `${bytes} bytes`,
      expected: header.bytes,
    });
}
