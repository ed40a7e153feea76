/** Tells archives and compressed files by their first bytes, whatever they are called. */

/** How much of a member's start is enough: tar has its mark at byte 257. */
export const SNIFF_BYTES = 265;

const MARKS: readonly (readonly [kind: string, at: number, bytes: readonly number[]])[] = [
  ["ZIP", 0, [0x50, 0x4b, 3, 4]],
  ["ZIP", 0, [0x50, 0x4b, 5, 6]],
  ["ZIP", 0, [0x50, 0x4b, 7, 8]],
  ["gzip", 0, [0x1f, 0x8b, 8]],
  ["bzip2", 4, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]],
  ["xz", 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ["7-Zip", 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ["RAR", 0, [0x52, 0x61, 0x72, 0x21, 0x1a, 7]],
  ["Zstandard", 0, [0x28, 0xb5, 0x2f, 0xfd]],
  ["LZ4", 0, [0x04, 0x22, 0x4d, 0x18]],
  ["CAB", 0, [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0]],
  ["tar", 257, [0x75, 0x73, 0x74, 0x61, 0x72]],
];

/** The kind of archive or compressed file that starts like this; `undefined` for anything else. */
export function nestedKind(head: Uint8Array): string | undefined {
  const mark = MARKS.find(([, at, bytes]) => bytes.every((byte, index) => head[at + index] === byte));
  // bzip2's block mark is plain text too ("1AY&SY"): only behind its own header does it count.
  if (mark?.[0] === "bzip2" && !(head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68)) return undefined;
  return mark?.[0];
}
