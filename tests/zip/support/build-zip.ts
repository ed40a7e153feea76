/** Builds ZIP archives field by field, so that a test can make any one of them wrong. */
import { crc32, deflateRawSync } from "node:zlib";

export interface HeaderFields {
  version: number;
  flags: number;
  method: number;
  time: number;
  crc32: number;
  compressedBytes: number;
  bytes: number;
  name: Buffer;
  extra: Buffer;
}

export interface CentralFields extends HeaderFields {
  madeBy: number;
  comment: Buffer;
  disk: number;
  externalAttributes: number;
  offset: number;
  signature: number;
}

export interface EntrySpec {
  name: string | Buffer;
  content?: string | Buffer;
  method?: number;
  /** What lies in the archive as the compressed data, whatever the content is. */
  data?: Buffer;
  flags?: number;
  /** Both headers; then what only one of them says. */
  both?: Partial<HeaderFields>;
  local?: Partial<HeaderFields> & { signature?: number };
  central?: Partial<CentralFields>;
  /** What follows the data. `true`: a true descriptor with a signature. */
  descriptor?: boolean | Buffer;
  /** Bytes before the local header. */
  before?: Buffer;
  /** The entry has no local part: its offset is another entry's (`central.offset`). */
  isCentralOnly?: boolean;
}

export interface ArchiveSpec {
  prefix?: Buffer;
  /** Offsets count from the start of the archive without its prefix. */
  isPrefixHidden?: boolean;
  beforeDirectory?: Buffer;
  afterDirectory?: Buffer;
  comment?: Buffer;
  end?: Partial<
    Record<"disk" | "directoryDisk" | "entriesHere" | "entries" | "bytes" | "offset" | "commentBytes", number>
  >;
  /** ZIP64 end record and locator, with fields to falsify. */
  zip64?: {
    record?: Partial<Record<"size" | "disk" | "entriesHere" | "entries" | "bytes" | "offset" | "signature", number>>;
    locator?: Partial<Record<"disk" | "offset" | "disks", number>>;
    gap?: Buffer;
  };
  trailing?: Buffer;
}

export const u16 = (value: number) => Buffer.from([value & 255, (value >>> 8) & 255]);
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
/** An extra field. */
export const extra = (id: number, data: Buffer) => Buffer.concat([u16(id), u16(data.length), data]);
/** 1980-01-01 00:00:00. */
export const TIME = 0x00_21_00_00;
export const UNIX = 3 << 8;
export const unixMode = (mode: number) => (mode << 16) >>> 0;

export function descriptorOf(content: Buffer, data: Buffer, { isLong = false, hasSignature = true } = {}): Buffer {
  const size = isLong ? u64 : u32;
  return Buffer.concat([
    hasSignature ? u32(0x08_07_4b_50) : Buffer.alloc(0),
    u32(crc32(content)),
    size(data.length),
    size(content.length),
  ]);
}

export function buildZip(entries: readonly EntrySpec[], archive: ArchiveSpec = {}): Buffer {
  const prefix = archive.prefix ?? Buffer.alloc(0);
  const hidden = archive.isPrefixHidden ? prefix.length : 0;
  const parts: Buffer[] = [prefix];
  const central: Buffer[] = [];
  let at = prefix.length;
  const add = (...buffers: Buffer[]) => {
    for (const buffer of buffers) {
      parts.push(buffer);
      at += buffer.length;
    }
  };
  for (const entry of entries) {
    const { fields, data, descriptor } = resolve(entry);
    add(entry.before ?? Buffer.alloc(0));
    const offset = at - hidden;
    if (!entry.isCentralOnly) {
      const local = { ...fields, ...(entry.descriptor && { crc32: 0, compressedBytes: 0, bytes: 0 }), ...entry.local };
      add(u32(entry.local?.signature ?? 0x04_03_4b_50), headerFields(local), local.name, local.extra, data, descriptor);
    }
    const end = {
      ...fields,
      madeBy: 20 | UNIX,
      comment: Buffer.alloc(0),
      disk: 0,
      externalAttributes: 0,
      offset,
      signature: 0x02_01_4b_50,
      ...entry.central,
    };
    central.push(centralHeader(end));
  }
  add(archive.beforeDirectory ?? Buffer.alloc(0));
  const directory = Buffer.concat(central);
  const offset = at - hidden;
  add(directory, archive.afterDirectory ?? Buffer.alloc(0));
  const truth = {
    disk: 0,
    directoryDisk: 0,
    entriesHere: entries.length,
    entries: entries.length,
    bytes: directory.length,
    offset,
  };
  if (archive.zip64) addZip64(archive.zip64, truth, at, add);
  const comment = archive.comment ?? Buffer.alloc(0);
  const end = { ...truth, commentBytes: comment.length, ...archive.end };
  add(
    u32(0x06_05_4b_50),
    u16(end.disk),
    u16(end.directoryDisk),
    u16(end.entriesHere),
    u16(end.entries),
    u32(end.bytes),
    u32(end.offset),
    u16(end.commentBytes),
    comment,
  );
  add(archive.trailing ?? Buffer.alloc(0));
  return Buffer.concat(parts);
}

function resolve(entry: EntrySpec) {
  const content = Buffer.from(entry.content ?? "a,b\n1,2\n");
  const method = entry.method ?? 8;
  const data = entry.data ?? (method === 8 ? deflateRawSync(content) : content);
  const name = Buffer.from(entry.name);
  const isAscii = name.every((byte) => byte < 0x80);
  const flags = entry.flags ?? (isAscii ? 0 : 1 << 11) | (entry.descriptor ? 8 : 0);
  const fields: HeaderFields = {
    version: 20,
    flags,
    method,
    time: TIME,
    crc32: crc32(content),
    compressedBytes: data.length,
    bytes: content.length,
    name,
    extra: Buffer.alloc(0),
    ...entry.both,
  };
  const descriptor = entry.descriptor === true ? descriptorOf(content, data) : entry.descriptor || Buffer.alloc(0);
  return { fields, data, descriptor };
}

function headerFields(fields: HeaderFields): Buffer {
  const { version, flags, method, time, crc32: crc, compressedBytes, bytes, name, extra: fieldExtra } = fields;
  return Buffer.concat([
    u16(version),
    u16(flags),
    u16(method),
    u32(time),
    u32(crc),
    u32(compressedBytes),
    u32(bytes),
    u16(name.length),
    u16(fieldExtra.length),
  ]);
}

function centralHeader(fields: CentralFields): Buffer {
  const { signature, madeBy, comment, disk, externalAttributes, offset, name, extra: fieldExtra } = fields;
  return Buffer.concat([
    u32(signature),
    u16(madeBy),
    headerFields(fields),
    u16(comment.length),
    u16(disk),
    u16(0),
    u32(externalAttributes),
    u32(offset),
    name,
    fieldExtra,
    comment,
  ]);
}

function addZip64(
  { record, locator, gap }: NonNullable<ArchiveSpec["zip64"]>,
  truth: { entriesHere: number; entries: number; bytes: number; offset: number },
  at: number,
  add: (...buffers: Buffer[]) => void,
) {
  const long = { size: 44, disk: 0, signature: 0x06_06_4b_50, ...truth, ...record };
  add(
    u32(long.signature),
    u64(long.size),
    u16(45),
    u16(45),
    u32(long.disk),
    u32(long.disk),
    u64(long.entriesHere),
    u64(long.entries),
    u64(long.bytes),
    u64(long.offset),
  );
  add(gap ?? Buffer.alloc(0));
  const place = { disk: 0, offset: at, disks: 1, ...locator };
  add(u32(0x07_06_4b_50), u32(place.disk), u64(place.offset), u32(place.disks));
}
