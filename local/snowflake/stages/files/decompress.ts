/** Opens what COMPRESSION says, or what the file's first bytes say. */
import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from "node:zlib";
import { SnowflakeError } from "../../errors.ts";
import { invalidOption, unsupportedOption } from "../option-errors.ts";

/** The default of 16 KiB costs half of the speed. */
const chunkSize = 256 * 1024;

const openers: Readonly<Record<string, () => Transform>> = {
  GZIP: () => createGunzip({ chunkSize }),
  DEFLATE: () => createInflate({ chunkSize }),
  RAW_DEFLATE: () => createInflateRaw({ chunkSize }),
  BROTLI: () => createBrotliDecompress({ chunkSize }),
  ZSTD: () => createZstdDecompress({ chunkSize }),
};

/** The method of a file by its first bytes; Brotli has none, as in Snowflake. */
function sniff(head: Buffer): string {
  if (head[0] === 0x1f && head[1] === 0x8b) return "GZIP";
  if (head.subarray(0, 4).toString("hex") === "28b52ffd") return "ZSTD";
  if (head.subarray(0, 3).toString("latin1") === "BZh") return "BZ2";
  return "NONE";
}

export function compressionOption(value: unknown): string {
  const name = String(value ?? "AUTO").toUpperCase();
  if (["AUTO", "NONE", ...Object.keys(openers)].includes(name)) return name;
  if (name === "BZ2" || name === "LZO" || name === "SNAPPY")
    throw unsupportedOption(`COMPRESSION = ${name}`, "Use GZIP or ZSTD.");
  throw invalidOption("COMPRESSION", name);
}

/**
 * The bytes of a file, decompressed. Throws 100095 for what is not in the format that was said.
 * https://docs.snowflake.com/en/sql-reference/sql/create-file-format#format-type-options-formattypeoptions
 */
export async function* decompressed(source: Readable, compression: string): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await iterator.next();
  if (first.done === true) return;
  let head = Buffer.from(first.value);
  while (head.length < 4) {
    const more = await iterator.next();
    if (more.done === true) break;
    head = Buffer.concat([head, more.value]);
  }
  const method = compression === "AUTO" ? sniff(head) : compression;
  if (method === "BZ2") throw unsupportedOption("COMPRESSION = BZ2", "Use GZIP or ZSTD.");
  const opener = openers[method];
  const rest = continued(head, iterator);
  if (opener === undefined) {
    yield* rest;
    return;
  }
  const stream = pipeline(
    Readable.from(rest, { objectMode: false, highWaterMark: 1 << 20 }),
    opener(),
    () => undefined,
  );
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw new SnowflakeError(
      "100095",
      "22000",
      `Invalid data encountered during decompression for file: compression type used: '${method}', cause: '${(error as Error).message}'`,
      undefined,
      { cause: error },
    );
  }
}

async function* continued(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return;
    yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
  }
}
