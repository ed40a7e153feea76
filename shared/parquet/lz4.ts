/** Decompresses LZ4 pages of Parquet, the plain ones and Hadoop's. https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */

const SHORTEST_MATCH = 4;
const FRAME_HEADER_BYTES = 8;

/** One block that inflates to exactly `length` bytes. Throws `RangeError` for anything else. */
export function lz4Block(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let at = 0;
  let size = 0;
  /** A length of 15 goes on in the bytes that follow, up to one that is not 255. */
  const longLength = (nibble: number) => {
    let total = nibble;
    for (let byte = 255; nibble === 15 && byte === 255; total += byte) {
      if (at >= input.length) throw new RangeError("an LZ4 block ends within a length");
      byte = input[at++]!;
    }
    return total;
  };
  while (at < input.length) {
    const token = input[at++]!;
    const literals = longLength(token >> 4);
    if (at + literals > input.length || size + literals > length)
      throw new RangeError("the literals of an LZ4 block lead out of it");
    output.set(input.subarray(at, at + literals), size);
    at += literals;
    size += literals;
    if (at === input.length) break; // the last sequence has no match
    if (at + 2 > input.length) throw new RangeError("an LZ4 block ends within an offset");
    const offset = input[at]! | (input[at + 1]! << 8);
    at += 2;
    const match = longLength(token & 15) + SHORTEST_MATCH;
    if (offset === 0 || offset > size || size + match > length)
      throw new RangeError("a match of an LZ4 block leads out of it");
    // A match may overlap what it writes: then it repeats.
    if (offset >= match) output.copyWithin(size, size - offset, size - offset + match);
    else for (let index = 0; index < match; index += 1) output[size + index] = output[size - offset + index]!;
    size += match;
  }
  if (size !== length) throw new RangeError(`an LZ4 block holds ${size} bytes, not ${length}`);
  return output;
}

/**
 * The codec `LZ4`: blocks, each behind its two sizes as Hadoop writes them, big-endian, the inflated one first; some writers left the sizes out.
 * https://parquet.apache.org/docs/file-format/data-pages/compression/
 */
export function lz4Hadoop(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const frames: { at: number; bytes: number; inflated: number }[] = [];
  let inflated = 0;
  let at = 0;
  while (at + FRAME_HEADER_BYTES <= input.length) {
    const frame = { at: at + FRAME_HEADER_BYTES, bytes: view.getUint32(at + 4), inflated: view.getUint32(at) };
    frames.push(frame);
    at = frame.at + frame.bytes;
    inflated += frame.inflated;
  }
  if (at !== input.length || inflated !== length) return lz4Block(input, length);
  const output = new Uint8Array(length);
  let size = 0;
  for (const frame of frames) {
    output.set(lz4Block(input.subarray(frame.at, frame.at + frame.bytes), frame.inflated), size);
    size += frame.inflated;
  }
  return output;
}
