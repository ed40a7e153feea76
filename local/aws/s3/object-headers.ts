/** The headers that tell about an object: of answers to reads and writes. */
import { attributeHeaders } from "./attributes.ts";
import { type Checksum, checksumHeader } from "./checksums/algorithms.ts";
import type { Bucket, Version } from "./store/records.ts";

/** A bucket that never had versioning does not speak of versions. */
export const versionHeaders = (
  { versionId }: { versionId?: string },
  { versioning }: Bucket,
): Record<string, string> => (versioning && versionId !== undefined ? { "x-amz-version-id": versionId } : {});

export const checksumHeaders = (checksum: Checksum | undefined): Record<string, string> =>
  checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type } : {};

export function objectHeaders(version: Version, bucket: Bucket): Record<string, string> {
  return {
    ...attributeHeaders(version),
    ...versionHeaders(version, bucket),
    "accept-ranges": "bytes",
    etag: `"${version.etag}"`,
    "last-modified": new Date(version.modifiedMs).toUTCString(),
    "x-amz-server-side-encryption": "AES256",
  };
}
