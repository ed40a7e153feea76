/** Takes a body from the wire to a new file, in memory that does not grow with it. */
import { writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Blob } from "../store/blobs.ts";
import type { S3Store } from "../store/store.ts";
import type { BodyExpectations } from "./expectations.ts";
import { type VerifiedBody, verifyBody } from "./verify.ts";

const BATCH_BYTES = 512 * 1024;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html: 5 GiB in one put or part
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

export interface ReceivedBody extends VerifiedBody {
  /** Still incoming: the index publishes it, or `discard` it. */
  blob: Blob;
}

export async function receiveBody(
  { blobs, syncsBodies }: S3Store,
  source: AsyncIterable<Buffer>,
  expected: BodyExpectations,
): Promise<ReceivedBody> {
  const id = blobs.newId();
  const path = blobs.incomingPath(id);
  let file: FileHandle | undefined;
  let batch: Buffer[] = [];
  let batched = 0;
  let writing: Promise<unknown> = Promise.resolve();

  const flush = async () => {
    const chunks = batch;
    batch = [];
    batched = 0;
    file ??= await open(path, "wx");
    await writing; // one write at a time, while the next batch is read and hashed
    writing = writeAll(file, chunks);
    writing.catch(() => {}); // it is awaited before the next write, and at the end
  };

  try {
    const facts = await verifyBody(source, expected, MAX_PUT_BYTES, (chunk) => {
      batch.push(chunk);
      batched += chunk.length;
      return batched >= BATCH_BYTES ? flush() : undefined;
    });
    if (!file && !syncsBodies) writeFileSync(path, Buffer.concat(batch), { flag: "wx" });
    else {
      await flush();
      await writing;
      if (syncsBodies) await file!.sync();
    }
    return { ...facts, blob: { id, bytes: facts.bytes } };
  } catch (error) {
    await writing.catch(() => {}); // the first error is the one to tell
    blobs.discardIncoming(id);
    throw error;
  } finally {
    await file?.close();
  }
}

async function writeAll(file: FileHandle, chunks: Buffer[]): Promise<void> {
  let rest = chunks.filter(({ length }) => length > 0);
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest);
    let skip = bytesWritten;
    rest = rest.flatMap((chunk) => {
      const done = Math.min(skip, chunk.length);
      skip -= done;
      return done === chunk.length ? [] : [chunk.subarray(done)];
    });
  }
}
