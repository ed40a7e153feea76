/** Every promise about a body, checked while it passes. */
import { createHash } from "node:crypto";
import { type Checksum, checksumHeader, checksumOf } from "../checksums/algorithms.ts";
import { S3Error } from "../errors.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";
import type { BodyExpectations } from "./expectations.ts";

export interface VerifiedBody {
  bytes: number;
  /** Hexadecimal. */
  md5: string;
  checksum?: Checksum;
}

/** Passes the payload to `write`, chunk by chunk, then gives its facts. Throws `BadDigest`, `IncompleteBody`, `EntityTooLarge`, … */
export async function verifyBody(
  source: AsyncIterable<Buffer>,
  expected: BodyExpectations,
  maxBytes: number,
  write: (chunk: Buffer) => Promise<void> | void,
): Promise<VerifiedBody> {
  if ((expected.bytes ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const trailers = new Map<string, string>();
  const md5 = createHash("md5");
  const sha256 = expected.sha256 === undefined ? undefined : createHash("sha256");
  const checksum = expected.algorithm && checksumOf(expected.algorithm);
  let bytes = 0;
  for await (const chunk of expected.isChunked ? decodeAwsChunked(source, trailers) : source) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    md5.update(chunk);
    sha256?.update(chunk);
    checksum?.update(chunk);
    const written = write(chunk);
    if (written) await written;
  }
  if (expected.bytes !== undefined && bytes !== expected.bytes) throw new S3Error("IncompleteBody");
  if (sha256 && sha256.digest("hex") !== expected.sha256) throw new S3Error("XAmzContentSHA256Mismatch");
  const digest = md5.digest();
  if (expected.md5 && !digest.equals(expected.md5))
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.");
  const facts: VerifiedBody = { bytes, md5: digest.toString("hex") };
  if (!expected.algorithm || !checksum) return facts;
  const value = checksum.digest().toString("base64");
  const promised = expected.checksumInTrailer ? trailers.get(checksumHeader(expected.algorithm)) : expected.checksum;
  if (promised === undefined && expected.checksumInTrailer) {
    throw new S3Error("InvalidRequest", "The x-amz-trailer header names a checksum that the trailer does not hold");
  }
  if (promised !== undefined && promised !== value) {
    throw new S3Error("BadDigest", `The ${expected.algorithm} you specified did not match the calculated checksum.`);
  }
  return { ...facts, checksum: { algorithm: expected.algorithm, type: "FULL_OBJECT", value } };
}

const tooLarge = (maxBytes: number) => new S3Error("EntityTooLarge", undefined, { MaxSizeAllowed: maxBytes });
