/** A range source over an object of an `ObjectStore`: one read gets the tail, long reads go in parts with some ahead, short ones are joined. */
import type { ObjectRef } from "../events.ts";
import type { ObjectStore } from "../object-store/port.ts";
import { assertRange, type RangeSource } from "./source.ts";

const MiB = 1024 * 1024;
/** The end record, the directory and, of a small drop, everything: one GET. */
const TAIL_BYTES = MiB;
const PART_BYTES = 4 * MiB;
const PARTS_AHEAD = 4;
/** Short reads (local headers) get a block at once, since the next one is often near. */
const BLOCK_BYTES = 256 * 1024;
const BLOCKS_KEPT = 16;

export interface ObjectSourceOptions {
  partBytes?: number;
  partsAhead?: number;
}

/**
 * `bytes` is the object's size, as the event or a HEAD gives it. Give the `versionId` too: the object may be replaced while it is read.
 * Memory: at most `partBytes × (partsAhead + 1)` and 5 MiB. Throws what the store throws.
 */
export function objectSource(
  store: Pick<ObjectStore, "stream">,
  ref: ObjectRef,
  bytes: number,
  { partBytes = PART_BYTES, partsAhead = PARTS_AHEAD }: ObjectSourceOptions = {},
): RangeSource {
  const tailOffset = Math.max(0, bytes - TAIL_BYTES);
  const get = (offset: number, length: number) => collect(store.stream(ref, { offset, length }), length, ref);
  let tail: Promise<Uint8Array> | undefined;
  const blocks = new Map<number, Promise<Uint8Array>>();

  function block(index: number): Promise<Uint8Array> {
    const known = blocks.get(index);
    if (known) return known;
    const offset = index * BLOCK_BYTES;
    const loading = get(offset, Math.min(BLOCK_BYTES, tailOffset - offset));
    loading.catch(() => blocks.delete(index)); // not kept, so that it can be asked for again; who waits for it has the failure
    blocks.set(index, loading);
    if (blocks.size > BLOCKS_KEPT) blocks.delete(blocks.keys().next().value!);
    return loading;
  }

  /** `[offset, offset + length)`, none of it in the tail. */
  async function readBody(offset: number, length: number): Promise<Uint8Array> {
    if (length > BLOCK_BYTES) return get(offset, length);
    const first = Math.floor(offset / BLOCK_BYTES);
    const last = Math.floor((offset + length - 1) / BLOCK_BYTES);
    const joined = first === last ? await block(first) : Buffer.concat(await Promise.all([block(first), block(last)]));
    return joined.subarray(offset - first * BLOCK_BYTES, offset - first * BLOCK_BYTES + length);
  }

  async function readTail(offset: number, length: number): Promise<Uint8Array> {
    tail ??= get(tailOffset, bytes - tailOffset).catch((error: unknown) => {
      tail = undefined; // not kept, so that it can be asked for again
      throw error;
    });
    return (await tail).subarray(offset - tailOffset, offset - tailOffset + length);
  }

  return {
    bytes,
    async read(offset, length) {
      assertRange(bytes, offset, length);
      if (length === 0) return new Uint8Array(0);
      if (offset >= tailOffset) return readTail(offset, length);
      if (offset + length <= tailOffset) return readBody(offset, length);
      const inBody = tailOffset - offset;
      return Buffer.concat(await Promise.all([readBody(offset, inBody), readTail(tailOffset, length - inBody)]));
    },
    async *stream(offset, length) {
      assertRange(bytes, offset, length);
      const end = Math.min(offset + length, tailOffset);
      const ahead: Promise<Uint8Array>[] = [];
      let next = offset;
      const ask = () => {
        if (next >= end) return;
        const part = get(next, Math.min(partBytes, end - next));
        part.catch(() => undefined); // it is awaited in its turn; until then a failure is not unhandled
        ahead.push(part);
        next += partBytes;
      };
      for (let index = 0; index < partsAhead; index += 1) ask();
      for (let part = ahead.shift(); part; part = ahead.shift()) {
        const loaded = await part;
        ask();
        yield* pieces(loaded);
      }
      if (offset + length > tailOffset) {
        const start = Math.max(offset, tailOffset);
        yield* pieces(await readTail(start, offset + length - start));
      }
    },
  };
}

/** Pieces small enough that inflating one does not hold the next back for long. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) yield bytes.subarray(at, at + BLOCK_BYTES);
}

async function collect(chunks: AsyncIterable<Uint8Array>, length: number, ref: ObjectRef): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for await (const chunk of chunks) {
    if (at + chunk.length > length)
      throw new RangeError(`${ref.bucket}/${ref.key} gave more than the ${length} bytes asked for`);
    whole.set(chunk, at);
    at += chunk.length;
  }
  if (at !== length) throw new RangeError(`${ref.bucket}/${ref.key} gave ${at} of the ${length} bytes asked for`);
  return whole;
}
