/** The `aws-chunked` framing that SDKs put around a body whose checksum or signature comes at its end. */
import { S3Error } from "../errors.ts";

const MAX_LINE_BYTES = 8 * 1024;

/**
 * Gives the payload without its framing, and fills `trailers` (names in lower case) when it ends. Chunk signatures are passed over.
 * Throws `IncompleteBody` when the framing ends early or is broken.
 */
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let state: "size" | "data" | "data end" | "trailers" | "done" = "size";
  let left = 0;
  let line = "";
  for await (const buffer of source) {
    let at = 0;
    while (at < buffer.length) {
      if (state === "data") {
        const piece = buffer.subarray(at, at + left);
        yield piece;
        at += piece.length;
        left -= piece.length;
        if (left === 0) state = "data end";
        continue;
      }
      if (state === "done") throw broken("bytes follow the last chunk");
      const end = buffer.indexOf(0x0a, at);
      line += buffer.toString("latin1", at, end < 0 ? buffer.length : end);
      if (line.length > MAX_LINE_BYTES) throw broken("a line of the framing is too long");
      if (end < 0) break;
      at = end + 1;
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      line = "";
      if (state === "size") {
        const [, size] = /^([0-9a-f]{1,12})(?:;.*)?$/i.exec(text) ?? [];
        if (size === undefined) throw broken(`"${text.slice(0, 40)}" is no chunk header`);
        left = Number.parseInt(size, 16);
        state = left === 0 ? "trailers" : "data";
      } else if (state === "data end") {
        if (text !== "") throw broken("a chunk is longer than its header says");
        state = "size";
      } else if (text === "") {
        state = "done";
      } else {
        const colon = text.indexOf(":");
        if (colon < 0) throw broken(`"${text.slice(0, 40)}" is no trailer`);
        trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
      }
    }
  }
  // Some clients leave out the empty line behind the trailers.
  if (state !== "done" && !(state === "trailers" && line === "")) throw broken("the last chunk is missing");
}

const broken = (detail: string) =>
  new S3Error("IncompleteBody", `The request body is not valid aws-chunked: ${detail}.`);
