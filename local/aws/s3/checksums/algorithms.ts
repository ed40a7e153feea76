/** The checksum algorithms of S3, and which of them can speak for a whole object made of parts. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { CRC_SHAPES, combineCrcs } from "./combine.ts";
import { type Crc, crc32c, crc64nvme } from "./crc.ts";

export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** `value` is Base64; a composite one ends in `-<parts>`. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  type: ChecksumType;
  value: string;
}

export const checksumHeader = (algorithm: ChecksumAlgorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`;
export const checksumElement = (algorithm: ChecksumAlgorithm) => `Checksum${algorithm}`;
export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm =>
  (CHECKSUM_ALGORITHMS as readonly string[]).includes(name);

export function checksumOf(algorithm: ChecksumAlgorithm): Crc {
  if (algorithm === "CRC32C") return crc32c();
  if (algorithm === "CRC64NVME") return crc64nvme();
  if (algorithm === "CRC32") {
    let crc = 0;
    return {
      update: (bytes) => {
        crc = crc32(bytes, crc);
      },
      digest: () => {
        const value = Buffer.alloc(4);
        value.writeUInt32BE(crc);
        return value;
      },
    };
  }
  const hash = createHash(algorithm.toLowerCase());
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

/** The type an upload has when its sender names none, or `undefined` for a pair that S3 does not know. */
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
export function checksumTypeOf(algorithm: ChecksumAlgorithm, asked: string | undefined): ChecksumType | undefined {
  const possible: ChecksumType[] =
    algorithm === "CRC64NVME"
      ? ["FULL_OBJECT"]
      : algorithm === "CRC32" || algorithm === "CRC32C"
        ? ["COMPOSITE", "FULL_OBJECT"]
        : ["COMPOSITE"];
  return asked === undefined ? possible[0] : possible.find((type) => type === asked);
}

/** The checksum of a multipart object from those of its parts, in order. */
export function wholeChecksum(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly { value: string; bytes: number }[],
): Checksum {
  const digests = parts.map(({ value, bytes }) => ({ crc: Buffer.from(value, "base64"), bytes }));
  if (type === "FULL_OBJECT" && algorithm in CRC_SHAPES) {
    const whole = combineCrcs(digests, CRC_SHAPES[algorithm as keyof typeof CRC_SHAPES]);
    return { algorithm, type, value: whole.toString("base64") };
  }
  const composite = checksumOf(algorithm);
  for (const { crc } of digests) composite.update(crc);
  return { algorithm, type, value: `${composite.digest().toString("base64")}-${parts.length}` };
}
