/** Where an archive's bytes come from: anything that gives byte ranges. Adapters for a buffer and a file; `object-source.ts` has the one for S3. */
import { type FileHandle, open } from "node:fs/promises";

export interface RangeSource {
  /** Size of the whole, in bytes. */
  readonly bytes: number;
  /** Exactly the bytes `[offset, offset + length)`; throws `RangeError` outside `[0, bytes)`. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The same bytes in chunks, in order, with bounded memory. A chunk is valid until the next one is asked for. */
  stream(offset: number, length: number): AsyncIterable<Uint8Array>;
}

/** A source that holds something open. */
export interface OpenSource extends RangeSource, AsyncDisposable {}

const STREAM_CHUNK_BYTES = 256 * 1024;

export function bufferSource(buffer: Uint8Array): RangeSource {
  return {
    bytes: buffer.length,
    async read(offset, length) {
      assertRange(buffer.length, offset, length);
      return buffer.subarray(offset, offset + length);
    },
    async *stream(offset, length) {
      assertRange(buffer.length, offset, length);
      const end = offset + length;
      for (let at = offset; at < end; at += STREAM_CHUNK_BYTES)
        yield buffer.subarray(at, Math.min(at + STREAM_CHUNK_BYTES, end));
    },
  };
}

/** Opens a file for reading; close it with `await using` or its `Symbol.asyncDispose`. Throws what `fs.open` throws. */
export async function fileSource(path: string): Promise<OpenSource> {
  const file = await open(path, "r");
  const { size } = await file.stat();
  return {
    bytes: size,
    async read(offset, length) {
      assertRange(size, offset, length);
      const buffer = Buffer.allocUnsafe(length);
      await readFully(file, buffer, offset);
      return buffer;
    },
    async *stream(offset, length) {
      assertRange(size, offset, length);
      // Two buffers take turns, so that the next chunk is read while the current one is worked on.
      const buffers = [0, 1].map(() => Buffer.allocUnsafe(Math.min(STREAM_CHUNK_BYTES, Math.max(length, 1))));
      const end = offset + length;
      const readAt = (at: number, turn: number) => {
        const chunk = buffers[turn % 2]!.subarray(0, Math.min(STREAM_CHUNK_BYTES, end - at));
        return readFully(file, chunk, at).then(() => chunk);
      };
      let next = length > 0 ? readAt(offset, 0) : undefined;
      try {
        for (let at = offset, turn = 1; next; turn += 1) {
          const chunk: Uint8Array = await next;
          at += chunk.length;
          next = at < end ? readAt(at, turn) : undefined;
          yield chunk;
        }
      } finally {
        await next?.catch(() => undefined); // the reader went away: its read ahead still holds the buffer, its failure concerns nobody
      }
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

/** A file may be read in pieces, and may have shrunk since it was opened. */
async function readFully(file: FileHandle, into: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, offset + done);
    if (bytesRead === 0)
      throw new RangeError(`the file ended at byte ${offset + done}; it was longer when it was opened`);
    done += bytesRead;
  }
}

export function assertRange(bytes: number, offset: number, length: number): void {
  if (
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(length) ||
    offset < 0 ||
    length < 0 ||
    offset + length > bytes
  )
    throw new RangeError(`bytes ${offset} to ${offset + length} of ${bytes} were asked for`);
}
