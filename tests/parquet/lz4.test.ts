import { expect, it } from "vitest";
import { lz4Block, lz4Hadoop } from "../../shared/parquet/lz4.ts";

// Token, literals, offset; by hand after the block format's description.
const ABAB = Uint8Array.of(0x24, 97, 98, 2, 0, 0x10, 33); // "ab", 8 bytes from 2 back, "!"
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

it("repeats a match that overlaps what it writes", () => {
  expect(text(lz4Block(ABAB, 11))).toBe("ababababab!");
});

it("goes on with a length of fifteen", () => {
  const literals = Buffer.from("x".repeat(15 + 255 + 3));
  expect(text(lz4Block(Buffer.concat([Uint8Array.of(0xf0, 255, 3), literals]), 273))).toBe(literals.toString());
});

it("reads Hadoop's frames, several in a page, and a block without", () => {
  const frame = Buffer.concat([Uint8Array.of(0, 0, 0, 11, 0, 0, 0, 7), ABAB]);
  expect(text(lz4Hadoop(Buffer.concat([frame, frame]), 22))).toBe("ababababab!".repeat(2));
  expect(text(lz4Hadoop(ABAB, 11))).toBe("ababababab!");
});

it.each([
  ["an offset of nothing", [0x14, 97, 0, 0, 0x10, 33], 11],
  ["an offset before the start", [0x14, 97, 9, 0, 0x10, 33], 11],
  ["literals that are not there", [0x50, 97], 5],
  ["a length without an end", [0xf0, 255, 255], 600],
  ["half an offset", [0x14, 97, 1], 9],
  ["more than was said", [...ABAB], 10],
  ["less than was said", [...ABAB], 12],
])("refuses %s", (_, bytes, length) => {
  expect(() => lz4Block(Uint8Array.from(bytes), length)).toThrow(RangeError);
});
