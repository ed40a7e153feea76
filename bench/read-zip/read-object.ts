/** Reads an archive from S3 once, typed check included, and with `copy` uploads what it reads, in a process of its own: `node read-object.ts <endpoint> <key> <bytes> <read|copy>`. */
import { S3Client } from "@aws-sdk/client-s3";
import { parseDialect } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import { parseTableSchema } from "../../shared/csv/schema.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { openArchive } from "../../shared/zip/archive.ts";
import { objectSource } from "../../shared/zip/object-source.ts";

export const BUCKET = "reelhouse-bench";

export interface ObjectCost {
  peakMiB: number;
  gets: number;
  /** GETs before the first upload started; null without one. */
  getsBeforeUpload: number | null;
}

export const clientOf = (endpoint: string) =>
  new S3Client({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    forcePathStyle: true,
  });

const SCHEMA = { fields: ["userId", "movieId", "rating", "timestamp"].map((name) => ({ name, type: "number" })) };

if (import.meta.filename === process.argv[1]) {
  const [, , endpoint, key, bytes, mode] = process.argv;
  const store = s3ObjectStore(clientOf(endpoint!));
  let gets = 0;
  let getsBeforeUpload: number | null = null;
  const counting: Pick<typeof store, "stream"> = {
    stream(...request) {
      gets += 1;
      return store.stream(...request);
    },
  };
  const archive = await openArchive(objectSource(counting, { bucket: BUCKET, key: key! }, Number(bytes)));
  for await (const member of archive.members()) {
    const reader = createCsvReader({ dialect: parseDialect(), schema: parseTableSchema(SCHEMA), entry: "ratings.csv" });
    const body = async function* () {
      for await (const chunk of member.chunks()) {
        reader.push(chunk);
        yield chunk;
      }
    };
    getsBeforeUpload ??= mode === "copy" ? gets : null;
    if (mode === "copy") await store.putStream({ bucket: BUCKET, key: "out" }, body());
    else for await (const _ of body());
    reader.end();
  }
  const cost: ObjectCost = { peakMiB: process.resourceUsage().maxRSS / 1024, gets, getsBeforeUpload };
  process.send?.(cost);
  process.disconnect?.();
}
