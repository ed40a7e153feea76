/** Puts a ZIP into the landing bucket as a stream: one request when it is small, parts when it is not. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Upload } from "@aws-sdk/lib-storage";
import type { LandingObject } from "../../shared/ledger/item.ts";
import { s3Of, type TwinEnvironment } from "../environment.ts";
import { wrongUse } from "../exit-codes.ts";

const PART_BYTES = 8 * 1024 * 1024;

/** `key`: the file's own name when it is not given. Throws `CommandError` (wrong use) when the file is not there. */
export async function uploadZip(
  environment: TwinEnvironment,
  file: string,
  key = basename(file),
  onBytes: (sent: number, total: number) => void = () => {},
): Promise<LandingObject> {
  const info = await stat(file).catch(() => {
    throw wrongUse(`${file} is not a file that can be read.`);
  });
  if (!info.isFile()) throw wrongUse(`${file} is no ZIP: make one of it with \`npx reelhouse pack ${file}\`.`);
  const { size } = info;
  const client = s3Of(environment);
  const upload = new Upload({
    client,
    params: {
      Bucket: environment.buckets.landing,
      Key: key,
      Body: createReadStream(file, { highWaterMark: 1 << 20 }),
      ContentType: "application/zip",
    },
    partSize: PART_BYTES,
    queueSize: 4,
  });
  upload.on("httpUploadProgress", ({ loaded = 0 }) => onBytes(loaded, size));
  const { ETag = "", VersionId } = await upload.done();
  client.destroy();
  return {
    bucket: environment.buckets.landing,
    key,
    ...(VersionId !== undefined && { versionId: VersionId }),
    etag: ETag.replaceAll('"', ""),
    bytes: size,
  };
}
