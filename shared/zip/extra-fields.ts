/** The extra fields of a header: a list of (id, data). APPNOTE 4.5. */
import { crc32 } from "node:zlib";
import { MAX_16, MAX_32, uint64, viewOf } from "./bytes.ts";

export const ZIP64_FIELD = 0x00_01;
const UNICODE_PATH_FIELD = 0x70_75;
const AES_FIELD = 0x99_01;
/** ASi Unix: CRC-32, then the file's mode, size or device, owner, group, and where a link leads. APPNOTE 4.6. */
const ASI_UNIX_FIELD = 0x75_6e;

export type ExtraFields = ReadonlyMap<number, DataView>;

/** `undefined` when the fields do not fill the space exactly, or one comes twice. */
export function parseExtraFields(bytes: Uint8Array): ExtraFields | undefined {
  const view = viewOf(bytes);
  const fields = new Map<number, DataView>();
  let at = 0;
  while (at + 4 <= bytes.length) {
    const id = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (at + 4 + length > bytes.length || (fields.has(id) && (id === ZIP64_FIELD || id === UNICODE_PATH_FIELD)))
      return undefined;
    fields.set(id, viewOf(bytes.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return at === bytes.length ? fields : undefined;
}

export const isAesEncrypted = (fields: ExtraFields) => fields.has(AES_FIELD);

/** The Unix file type that the ASi field gives: readers that follow it would make a link or a device. */
export function asiFileType(fields: ExtraFields): number | undefined {
  const field = fields.get(ASI_UNIX_FIELD);
  return field && field.byteLength >= 6 ? field.getUint16(4, true) & 0o17_0000 : undefined;
}

/** The name that Info-ZIP's Unicode path field gives; it counts only while its CRC is that of the plain name. APPNOTE 4.6.9. */
export function unicodePath(fields: ExtraFields, rawName: Uint8Array): Uint8Array | undefined {
  const field = fields.get(UNICODE_PATH_FIELD);
  if (!field || field.byteLength < 5 || field.getUint8(0) !== 1 || field.getUint32(1, true) !== crc32(rawName))
    return undefined;
  return new Uint8Array(field.buffer, field.byteOffset + 5, field.byteLength - 5);
}

export interface LongValues {
  bytes: number;
  compressedBytes: number;
  offset: number;
  disk: number;
}

/**
 * Replaces the values that a central header leaves to the ZIP64 field: those, in this order, and no others. APPNOTE 4.5.3.
 * Gives `"missing"` or `"excess"` when the field is not exactly that, and `"contradiction"` when nothing was left to it and it says otherwise.
 */
export function resolveLongValues(
  short: LongValues,
  fields: ExtraFields,
): LongValues | "missing" | "excess" | "contradiction" {
  const field = fields.get(ZIP64_FIELD);
  const long = { ...short };
  let at = 0;
  for (const key of ["bytes", "compressedBytes", "offset"] as const) {
    if (short[key] !== MAX_32) continue;
    if (!field || at + 8 > field.byteLength) return "missing";
    long[key] = uint64(field, at);
    at += 8;
  }
  if (short.disk === MAX_16) {
    if (!field || at + 4 > field.byteLength) return "missing";
    long.disk = field.getUint32(at, true);
    at += 4;
  }
  if (!field || at === field.byteLength) return long;
  return at === 0 ? agreeing(long, field) : "excess";
}

/** Some writers repeat in the ZIP64 field what the header has room for: harmless while it is the same. */
function agreeing(values: LongValues, field: DataView): LongValues | "contradiction" {
  const all = [values.bytes, values.compressedBytes, values.offset];
  for (let index = 0; index * 8 + 8 <= field.byteLength && index < all.length; index += 1)
    if (uint64(field, index * 8) !== all[index]) return "contradiction";
  return values;
}
