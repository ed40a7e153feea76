/** Finds the end of the archive and, through ZIP64 or without, where its central directory lies. APPNOTE 4.3.14 to 4.3.16. */
import { InputError } from "../errors.ts";
import { MAX_16, MAX_32, SIGNATURES, uint64, viewOf } from "./bytes.ts";
import { archiveFault, refuseArchive } from "./faults.ts";
import type { RangeSource } from "./source.ts";

export interface DirectoryPlace {
  entries: number;
  /** Where the central directory starts and ends. */
  offset: number;
  end: number;
}

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const ZIP64_END_BYTES = 56;
const MOST_COMMENT_BYTES = MAX_16;

/** Throws `InputError` when there is not exactly one way to read the end of the archive. */
export async function findDirectory(source: RangeSource): Promise<DirectoryPlace> {
  if (source.bytes === 0) throw refuseArchive("ARCHIVE_EMPTY_FILE");
  const tailOffset = Math.max(0, source.bytes - END_BYTES - MOST_COMMENT_BYTES - LOCATOR_BYTES - ZIP64_END_BYTES);
  const tail = await source.read(tailOffset, source.bytes - tailOffset);
  const view = viewOf(tail);
  const at = await findEndRecord(source, tail, tailOffset);
  const faults = commentFaults(view, at, tailOffset);

  const [disk, directoryDisk, entriesHere] = [4, 6, 8].map((offset) => view.getUint16(at + offset, true)) as [
    number,
    number,
    number,
  ];
  let entries = view.getUint16(at + 10, true);
  let bytes = view.getUint32(at + 12, true);
  let offset = view.getUint32(at + 16, true);
  const isMultiPart = (value: number) => value !== 0 && value !== MAX_16;
  if (isMultiPart(disk) || isMultiPart(directoryDisk))
    throw refuseArchive("ARCHIVE_SPLIT", { offset: tailOffset + at + 4, found: `part ${disk}`, expected: "part 0" });
  if (entriesHere !== entries)
    faults.push(
      archiveFault("ARCHIVE_ENTRY_COUNT", { offset: tailOffset + at + 8, found: entriesHere, expected: entries }),
    );

  let end = tailOffset + at;
  const short = { entries, bytes, offset };
  const pointsTo64 = disk === MAX_16 || entries === MAX_16 || bytes === MAX_32 || offset === MAX_32;
  const hasLocator = at >= LOCATOR_BYTES && view.getUint32(at - LOCATOR_BYTES, true) === SIGNATURES.zip64Locator;
  if (pointsTo64 && !hasLocator) throw refuseArchive("ARCHIVE_ZIP64_LOCATOR_MISSING", { offset: end - LOCATOR_BYTES });
  if (hasLocator) {
    end = locateZip64Record(view, at - LOCATOR_BYTES, tailOffset);
    ({ entries, bytes, offset } = readZip64Record(view, end - tailOffset, end));
    for (const [name, place, marker] of [
      ["entries", 10, MAX_16],
      ["bytes", 12, MAX_32],
      ["offset", 16, MAX_32],
    ] as const) {
      const long = { entries, bytes, offset }[name];
      if (short[name] !== marker && short[name] !== long)
        faults.push(
          archiveFault("ARCHIVE_ZIP64_CONTRADICTION", {
            offset: tailOffset + at + place,
            found: short[name],
            expected: long,
          }),
        );
    }
  }
  if (faults.length > 0) throw new InputError(faults);
  await assertPlace(source, offset, bytes, end);
  return { entries, offset, end };
}

/** The position in the tail of the one end record whose comment ends with the file. */
async function findEndRecord(source: RangeSource, tail: Uint8Array, tailOffset: number): Promise<number> {
  const view = viewOf(tail);
  const candidates = positionsOf(view, SIGNATURES.end).filter((at) => at + END_BYTES <= tail.length);
  const ends = candidates.map((at) => ({ at, end: at + END_BYTES + view.getUint16(at + 20, true) }));
  const exact = ends.filter(({ end }) => end === tail.length);
  const last = exact.at(-1);
  if (last && exact.length > 1)
    throw refuseArchive("ARCHIVE_SECOND_END_RECORD", {
      offset: tailOffset + exact[0]!.at,
      found: `${exact.length} end records`,
    });
  if (last) {
    // An end record in the comment: readers that take the last signature follow it, readers that take the first do not.
    const inComment = candidates.find((at) => at > last.at);
    if (inComment !== undefined)
      throw refuseArchive("ARCHIVE_SECOND_END_RECORD", { offset: tailOffset + inComment, found: "2 end records" });
    return last.at;
  }
  const before = ends.findLast(({ end }) => end < tail.length);
  if (before)
    throw refuseArchive("ARCHIVE_TRAILING_DATA", {
      offset: tailOffset + before.end,
      found: `${tail.length - before.end} bytes`,
      expected: "none",
    });
  const start = source.bytes >= 4 ? viewOf(await source.read(0, 4)).getUint32(0, true) : 0;
  if (start === SIGNATURES.descriptor || start === SIGNATURES.spannedSingle)
    throw refuseArchive("ARCHIVE_SPLIT", { offset: 0, found: "the marker of a split archive" });
  if (candidates.length > 0 || start === SIGNATURES.local || start === SIGNATURES.end)
    throw refuseArchive("ARCHIVE_TRUNCATED", {
      offset: source.bytes,
      found: "the end of the file",
      expected: "an end record",
    });
  throw refuseArchive("ARCHIVE_NOT_ZIP", {
    offset: 0,
    found: start === 0 ? "no signature" : `bytes ${Buffer.from(tail.subarray(0, 4)).toString("hex")}`,
  });
}

function commentFaults(view: DataView, at: number, tailOffset: number) {
  for (let place = at + END_BYTES; place + 4 <= view.byteLength; place += 1) {
    const signature = view.getUint32(place, true);
    if ((signature & MAX_16) === 0x4b_50 && Object.values(SIGNATURES).some((known) => known === signature))
      return [
        archiveFault("ARCHIVE_COMMENT_SIGNATURE", {
          offset: tailOffset + place,
          found: `signature 0x${signature.toString(16)}`,
        }),
      ];
  }
  return [];
}

/** The offset of the ZIP64 end record, which must lie directly before its locator. */
function locateZip64Record(view: DataView, at: number, tailOffset: number): number {
  const offset = tailOffset + at;
  if (view.getUint32(at + 4, true) !== 0 || view.getUint32(at + 16, true) > 1)
    throw refuseArchive("ARCHIVE_SPLIT", {
      offset: offset + 4,
      found: `${view.getUint32(at + 16, true)} parts`,
      expected: "1 part",
    });
  const record = uint64(view, at + 8);
  const expected = offset - ZIP64_END_BYTES;
  if (record !== expected || expected < tailOffset)
    throw refuseArchive("ARCHIVE_ZIP64_LOCATOR_RANGE", { offset: offset + 8, found: record, expected });
  return record;
}

function readZip64Record(view: DataView, at: number, offset: number) {
  if (view.getUint32(at, true) !== SIGNATURES.zip64End)
    throw refuseArchive("ARCHIVE_ZIP64_RECORD", {
      offset,
      found: "another signature",
      expected: "the signature of a ZIP64 end record",
    });
  const size = uint64(view, at + 4) + 12;
  if (size !== ZIP64_END_BYTES)
    throw refuseArchive("ARCHIVE_ZIP64_RECORD", {
      offset: offset + 4,
      found: `${size} bytes`,
      expected: `${ZIP64_END_BYTES} bytes`,
    });
  if (view.getUint32(at + 16, true) !== 0 || view.getUint32(at + 20, true) !== 0)
    throw refuseArchive("ARCHIVE_SPLIT", { offset: offset + 16 });
  const entriesHere = uint64(view, at + 24);
  const entries = uint64(view, at + 32);
  if (entriesHere !== entries)
    throw refuseArchive("ARCHIVE_ENTRY_COUNT", { offset: offset + 24, found: entriesHere, expected: entries });
  return { entries, bytes: uint64(view, at + 40), offset: uint64(view, at + 48) };
}

async function assertPlace(source: RangeSource, offset: number, bytes: number, end: number): Promise<void> {
  if (offset + bytes > end)
    throw refuseArchive("ARCHIVE_DIRECTORY_RANGE", {
      offset,
      found: `an end at byte ${offset + bytes}`,
      expected: `byte ${end}`,
    });
  if (offset + bytes === end) return;
  // Bytes glued to the front shift everything: then the directory stands where its size says, not where its offset says.
  const shifted = end - bytes;
  const isDirectory = async (at: number) =>
    end - at >= 4 && viewOf(await source.read(at, 4)).getUint32(0, true) === SIGNATURES.central;
  if (bytes > 0 && (await isDirectory(shifted)))
    throw refuseArchive("ARCHIVE_PREFIX_DATA", { offset: 0, found: `${shifted - offset} bytes`, expected: "none" });
  throw refuseArchive("ARCHIVE_DIRECTORY_END", {
    offset: offset + bytes,
    found: `an end at byte ${offset + bytes}`,
    expected: `byte ${end}`,
  });
}

function positionsOf(view: DataView, signature: number): number[] {
  const found: number[] = [];
  for (let at = 0; at + 4 <= view.byteLength; at += 1)
    if (view.getUint8(at) === 0x50 && view.getUint32(at, true) === signature) found.push(at);
  return found;
}
