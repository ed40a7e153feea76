/** Run-time helpers of the BITMAP_ functions: a bitmap is 4,096 bytes, bit 0 first, passed as hexadecimal text. */
import { type Helper, helper } from "./scalar-function.ts";

const BYTES = 4_096;

function bitmapOf(positions: readonly (string | null)[]): string | null {
  const bitmap = Buffer.alloc(BYTES);
  let isEmpty = true;
  for (const text of positions) {
    if (text === null) continue;
    const position = Number(text) % (BYTES * 8);
    bitmap[position >> 3]! |= 1 << (position & 7);
    isEmpty = false;
  }
  return isEmpty ? null : bitmap.toString("hex");
}

function union(bitmaps: readonly (string | null)[]): string | null {
  const result = Buffer.alloc(BYTES);
  const given = bitmaps.filter((bitmap) => bitmap !== null);
  for (const bitmap of given)
    Buffer.from(bitmap, "hex").forEach((byte, at) => {
      result[at]! |= byte;
    });
  return given.length === 0 ? null : result.toString("hex");
}

function countBits(hex: string): bigint {
  let count = 0;
  for (let byte of Buffer.from(hex, "hex")) for (; byte > 0; byte >>= 1) count += byte & 1;
  return BigInt(count);
}

export const bitmapHelpers: readonly Helper[] = [
  helper("sf_bitmap", "texts", "text", bitmapOf),
  helper("sf_bitmap_or", "texts", "text", union),
  helper("sf_bitmap_count", "text", "bigint", countBits),
];
