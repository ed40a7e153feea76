/** The reflected CRCs that Node does not bring: CRC-32C and CRC-64/NVME, eight bytes a step. */

/** Running checksum: feed it chunks, then read the value. */
export interface Crc {
  update(bytes: Uint8Array): void;
  /** The value so far, big-endian, as S3 writes it in Base64. */
  digest(): Buffer;
}

const CRC32C = 0x82f63b78;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html; polynomial of the NVMe specification, reflected
const CRC64_HIGH = 0x9a6c9329;
const CRC64_LOW = 0xac4bc9b5;

let tables32: Uint32Array | undefined;
let tables64: { high: Uint32Array; low: Uint32Array } | undefined;

function makeTables32(): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CRC32C : value >>> 1;
    tables[byte] = value;
  }
  for (let at = 256; at < tables.length; at++) {
    const before = tables[at - 256]!;
    tables[at] = (before >>> 8) ^ tables[before & 255]!;
  }
  return tables;
}

function makeTables64() {
  const high = new Uint32Array(8 * 256);
  const low = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let upper = 0;
    let lower = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = lower & 1;
      lower = (lower >>> 1) | ((upper & 1) << 31);
      upper >>>= 1;
      if (odd) {
        upper ^= CRC64_HIGH;
        lower ^= CRC64_LOW;
      }
    }
    high[byte] = upper;
    low[byte] = lower;
  }
  for (let at = 256; at < high.length; at++) {
    const upper = high[at - 256]!;
    const lower = low[at - 256]!;
    high[at] = (upper >>> 8) ^ high[lower & 255]!;
    low[at] = ((lower >>> 8) | (upper << 24)) ^ low[lower & 255]!;
  }
  return { high, low };
}

export function crc32c(): Crc {
  const table = (tables32 ??= makeTables32());
  let crc = 0xffffffff | 0;
  return {
    update(bytes) {
      let at = 0;
      for (const end = bytes.length - 7; at < end; at += 8) {
        crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        crc =
          table[1792 + (crc & 255)]! ^
          table[1536 + ((crc >>> 8) & 255)]! ^
          table[1280 + ((crc >>> 16) & 255)]! ^
          table[1024 + (crc >>> 24)]! ^
          table[768 + bytes[at + 4]!]! ^
          table[512 + bytes[at + 5]!]! ^
          table[256 + bytes[at + 6]!]! ^
          table[bytes[at + 7]!]!;
      }
      for (; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 255]!;
    },
    digest() {
      const value = Buffer.alloc(4);
      value.writeInt32BE(~crc);
      return value;
    },
  };
}

export function crc64nvme(): Crc {
  const { high, low } = (tables64 ??= makeTables64());
  let upper = 0xffffffff | 0;
  let lower = 0xffffffff | 0;
  return {
    update(bytes) {
      let at = 0;
      for (const end = bytes.length - 7; at < end; at += 8) {
        lower ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        upper ^= bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
        const i0 = 1792 + (lower & 255);
        const i1 = 1536 + ((lower >>> 8) & 255);
        const i2 = 1280 + ((lower >>> 16) & 255);
        const i3 = 1024 + (lower >>> 24);
        const i4 = 768 + (upper & 255);
        const i5 = 512 + ((upper >>> 8) & 255);
        const i6 = 256 + ((upper >>> 16) & 255);
        const i7 = upper >>> 24;
        upper = high[i0]! ^ high[i1]! ^ high[i2]! ^ high[i3]! ^ high[i4]! ^ high[i5]! ^ high[i6]! ^ high[i7]!;
        lower = low[i0]! ^ low[i1]! ^ low[i2]! ^ low[i3]! ^ low[i4]! ^ low[i5]! ^ low[i6]! ^ low[i7]!;
      }
      for (; at < bytes.length; at++) {
        const index = (lower ^ bytes[at]!) & 255;
        lower = ((lower >>> 8) | (upper << 24)) ^ low[index]!;
        upper = (upper >>> 8) ^ high[index]!;
      }
    },
    digest() {
      const value = Buffer.alloc(8);
      value.writeInt32BE(~upper);
      value.writeInt32BE(~lower, 4);
      return value;
    },
  };
}
