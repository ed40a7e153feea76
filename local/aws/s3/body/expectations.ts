/** What a request's headers promise about its body: length, MD5, SHA-256, checksum, framing. */
import type { IncomingHttpHeaders } from "node:http";
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  isChecksumAlgorithm,
} from "../checksums/algorithms.ts";
import { S3Error } from "../errors.ts";

export interface BodyExpectations {
  isChunked: boolean;
  /** Payload bytes, without framing; `undefined` when the sender does not say. */
  bytes?: number;
  md5?: Buffer;
  /** Hexadecimal. */
  sha256?: string;
  /** The checksum to compute, whether or not there is a promise to compare it with. */
  algorithm?: ChecksumAlgorithm;
  /** Base64; when it comes in a trailer, it is not known yet. */
  checksum?: string;
  checksumInTrailer: boolean;
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Throws `InvalidDigest`, `InvalidRequest` or `MissingContentLength` for promises that cannot be kept. */
export function readExpectations(headers: IncomingHttpHeaders): BodyExpectations {
  const payload = one(headers["x-amz-content-sha256"]);
  const isChunked = payload?.startsWith("STREAMING-") ?? /\baws-chunked\b/.test(headers["content-encoding"] ?? "");
  const length = isChunked ? one(headers["x-amz-decoded-content-length"]) : headers["content-length"];
  if (isChunked && length === undefined) throw new S3Error("MissingContentLength");
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    throw new S3Error("InvalidArgument", `"${length}" is no length in bytes`);

  const md5 = one(headers["content-md5"]);
  const md5Bytes = md5 === undefined ? undefined : Buffer.from(md5, "base64");
  if (md5Bytes && md5Bytes.length !== 16) throw new S3Error("InvalidDigest", undefined, { "Content-MD5": md5 });

  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined);
  const trailer = one(headers["x-amz-trailer"])?.trim().toLowerCase();
  const inTrailer = CHECKSUM_ALGORITHMS.find((algorithm) => checksumHeader(algorithm) === trailer);
  if (trailer && !inTrailer)
    throw new S3Error("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
  if (given.length + (inTrailer ? 1 : 0) > 1)
    throw new S3Error(
      "InvalidRequest",
      "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    );
  const named = one(headers["x-amz-sdk-checksum-algorithm"])?.toUpperCase();
  if (named !== undefined && named !== "MD5" && !isChecksumAlgorithm(named)) {
    throw new S3Error(
      "InvalidRequest",
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  }
  const algorithm = given[0] ?? inTrailer;
  const checksum = given[0] && one(headers[checksumHeader(given[0])]);
  return {
    isChunked,
    checksumInTrailer: inTrailer !== undefined,
    ...(length !== undefined && { bytes: Number(length) }),
    ...(md5Bytes && { md5: md5Bytes }),
    ...(payload && /^[0-9a-f]{64}$/.test(payload) && { sha256: payload }),
    ...(algorithm && { algorithm }),
    ...(checksum !== undefined && { checksum }),
  };
}
