/** Reads the entries of the central directory. What each may be is judged in `entry-rules.ts`. APPNOTE 4.3.12. */
import { type Fault, InputError } from "../errors.ts";
import { SIGNATURES, viewOf } from "./bytes.ts";
import type { DirectoryPlace } from "./end-record.ts";
import { type ExtraFields, parseExtraFields, resolveLongValues, unicodePath } from "./extra-fields.ts";
import { archiveFault, hex, refuseArchive } from "./faults.ts";

export interface CentralHeader {
  /** Where the header lies in the archive. */
  at: number;
  /** The name for readers: a directory's ends with `/`. Where it cannot be read, its bytes as Latin-1. */
  name: string;
  isNameReadable: boolean;
  rawName: Uint8Array;
  version: number;
  flags: number;
  method: number;
  /** MS-DOS time and date, as one number. */
  time: number;
  crc32: number;
  compressedBytes: number;
  bytes: number;
  disk: number;
  /** Where the local header starts. */
  offset: number;
  externalAttributes: number;
  extra: ExtraFields;
}

const HEADER_BYTES = 46;
const UTF8_FLAG = 1 << 11;

/** All headers, with what is wrong in their encoding. Throws `InputError` when the directory cannot be walked to its end. */
export function parseCentralDirectory(
  bytes: Uint8Array,
  place: DirectoryPlace,
): { headers: CentralHeader[]; faults: Fault[] } {
  const view = viewOf(bytes);
  const headers: CentralHeader[] = [];
  const faults: Fault[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 <= bytes.length && view.getUint32(at, true) !== SIGNATURES.central) {
      faults.push(signatureFault(view.getUint32(at, true), place.offset + at));
      throw new InputError(faults);
    }
    const end = at + HEADER_BYTES <= bytes.length ? endOfHeader(view, at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) {
      faults.push(
        archiveFault("ARCHIVE_DIRECTORY_TRUNCATED", { offset: place.offset + at, found: `${bytes.length - at} bytes` }),
      );
      throw new InputError(faults);
    }
    headers.push(parseHeader(bytes.subarray(at, end), place.offset + at, faults));
    if (headers.length > place.entries) break;
    at = end;
  }
  if (headers.length !== place.entries)
    faults.push(
      archiveFault("ARCHIVE_ENTRY_COUNT", {
        offset: place.end,
        found: headers.length > place.entries ? `more than ${place.entries} entries` : `${headers.length} entries`,
        expected: `${place.entries} entries`,
      }),
    );
  if (headers.length === 0 && faults.length === 0) throw refuseArchive("ARCHIVE_NO_ENTRIES");
  return { headers, faults };
}

const endOfHeader = (view: DataView, at: number) =>
  at + HEADER_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);

function signatureFault(signature: number, offset: number): Fault {
  if (signature === SIGNATURES.archiveExtra) return archiveFault("ARCHIVE_DIRECTORY_ENCRYPTED", { offset });
  return archiveFault("ARCHIVE_DIRECTORY_SIGNATURE", {
    offset,
    found: hex(signature),
    expected: hex(SIGNATURES.central),
  });
}

function parseHeader(bytes: Uint8Array, at: number, faults: Fault[]): CentralHeader {
  const view = viewOf(bytes);
  const nameEnd = HEADER_BYTES + view.getUint16(28, true);
  const rawName = bytes.subarray(HEADER_BYTES, nameEnd);
  const parsedExtra = parseExtraFields(bytes.subarray(nameEnd, nameEnd + view.getUint16(30, true)));
  const extra = parsedExtra ?? new Map<number, DataView>();
  const flags = view.getUint16(8, true);
  const faultsBefore = faults.length;
  const name = readName(rawName, flags, extra, at, faults);
  const isNameReadable = faults.length === faultsBefore;
  if (!parsedExtra) faults.push(archiveFault("ARCHIVE_EXTRA_MALFORMED", { entry: name, offset: at + nameEnd }));
  const short = {
    bytes: view.getUint32(24, true),
    compressedBytes: view.getUint32(20, true),
    offset: view.getUint32(42, true),
    disk: view.getUint16(34, true),
  };
  const long = resolveLongValues(short, extra);
  if (typeof long === "string") {
    const code = long === "contradiction" ? "ARCHIVE_ZIP64_CONTRADICTION" : "ARCHIVE_ZIP64_EXTRA";
    faults.push(archiveFault(code, { entry: name, offset: at + nameEnd, found: LONG_VALUE_FAULTS[long] }));
  }
  return {
    at,
    name,
    isNameReadable,
    rawName,
    version: view.getUint8(6), // the upper byte is the system that the writer ran on
    flags,
    method: view.getUint16(10, true),
    time: view.getUint32(12, true),
    crc32: view.getUint32(16, true),
    externalAttributes: view.getUint32(38, true),
    extra,
    // Sizes that cannot be known are not judged any further: the archive is refused for them.
    ...(typeof long === "string" ? { ...short, bytes: 0, compressedBytes: 0 } : long),
  };
}

const LONG_VALUE_FAULTS = {
  missing: "a value that is left to the ZIP64 field, but not in it",
  excess: "more values than are left to the ZIP64 field",
  contradiction: "other values than the header's",
};

/** UTF-8, which must be said by flag bit 11 or by the Unicode path field as soon as the name is not plain ASCII: readers guess differently. */
function readName(raw: Uint8Array, flags: number, extra: ExtraFields, at: number, faults: Fault[]): string {
  const path = unicodePath(extra, raw);
  const isAscii = raw.every((byte) => byte < 0x80);
  const name = decodeUtf8(raw);
  const refused = (code: "ARCHIVE_NAME_ENCODING" | "ARCHIVE_NAME_CONTRADICTION") => {
    const entry = name ?? Buffer.from(raw).toString("latin1");
    faults.push(
      archiveFault(code, {
        entry,
        offset: at + HEADER_BYTES,
        found: `bytes ${Buffer.from(raw.subarray(0, 40)).toString("hex")}`,
      }),
    );
    return entry;
  };
  if (isAscii || (flags & UTF8_FLAG) !== 0) {
    if (name === undefined) return refused("ARCHIVE_NAME_ENCODING");
    return path && Buffer.compare(path, raw) !== 0 ? refused("ARCHIVE_NAME_CONTRADICTION") : name;
  }
  return (path && decodeUtf8(path)) ?? refused("ARCHIVE_NAME_ENCODING");
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // not UTF-8: the caller says so with the place
  }
}
