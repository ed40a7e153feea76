/** The stored bytes of an object as chunks: for answers, and for copies inside the store. */
import { createReadStream } from "node:fs";
import type { Content } from "./request.ts";
import type { S3Store } from "./store/store.ts";

const READ_CHUNK_BYTES = 1024 * 1024;

export async function* readContent(
  { blobs: files }: S3Store,
  { blobs, start, bytes }: Content,
): AsyncGenerator<Buffer> {
  const release = files.pin(blobs.map(({ id }) => id));
  try {
    let skip = start;
    let left = bytes;
    for (const blob of blobs) {
      const from = Math.min(skip, blob.bytes);
      const take = Math.min(blob.bytes - from, left);
      skip -= from;
      left -= take;
      if (take > 0)
        yield* createReadStream(files.path(blob.id), {
          start: from,
          end: from + take - 1,
          highWaterMark: READ_CHUNK_BYTES,
        }) as AsyncIterable<Buffer>;
    }
  } finally {
    release();
  }
}
