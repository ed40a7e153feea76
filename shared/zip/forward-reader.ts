/** Reads ranges that lie one behind the other from one stream over the source: one pass, however many members. */
import type { RangeSource } from "./source.ts";

/** Up to here, reading on costs less than asking anew: it is one part of an S3 read. */
const SKIP_AT_MOST_BYTES = 8 * 1024 * 1024;

export interface ForwardReader extends AsyncDisposable {
  /** The bytes `[offset, offset + length)`. Offsets never go back; one range is read at a time. */
  range(offset: number, length: number): AsyncIterable<Uint8Array>;
}

/** Nothing at or behind `end` is asked for. */
export function forwardReader(source: RangeSource, end: number): ForwardReader {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  let rest: Uint8Array = new Uint8Array(0);
  let at = 0;

  async function close() {
    const open = chunks;
    chunks = undefined;
    await open?.return?.();
  }

  async function moveTo(offset: number) {
    if (chunks && (offset < at || offset - at > SKIP_AT_MOST_BYTES + rest.length)) await close();
    if (!chunks) {
      chunks = source.stream(offset, end - offset)[Symbol.asyncIterator]();
      rest = new Uint8Array(0);
      at = offset;
    }
    while (at < offset) take((await available()).subarray(0, offset - at));
  }

  async function available(): Promise<Uint8Array> {
    if (rest.length === 0) {
      const next = await chunks!.next();
      if (next.done) throw new RangeError(`the source ended at byte ${at}, before byte ${end}`);
      rest = next.value;
    }
    return rest;
  }

  function take(chunk: Uint8Array): Uint8Array {
    rest = rest.subarray(chunk.length);
    at += chunk.length;
    return chunk;
  }

  return {
    async *range(offset, length) {
      await moveTo(offset);
      for (const last = offset + length; at < last; ) yield take((await available()).subarray(0, last - at));
    },
    [Symbol.asyncDispose]: close,
  };
}
