/** The most memory that the transform of one table's rows takes, in a process of its own that reads and writes the local S3. */
import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { describeFolder } from "../../cli/pack/pack-folder.ts";
import { startLocalAws } from "../../local/aws/server.ts";
import { manifestKey, memberKey } from "../../shared/keys.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import type { MeasuredDrop } from "./measure-drop.ts";
import { type SampleTable, writeSample } from "./sample-members.ts";

const BUCKETS = { processedBucket: "processed", archiveBucket: "archive" };
const CHILD = join(import.meta.dirname, "measure-drop.ts");

export interface PublishedSample {
  manifest: Manifest;
  /** Bytes. `memoryLimit`: DuckDB's; a great one shows what is needed when nothing goes to disk. */
  peak(options: Pick<MeasuredDrop, "memoryLimit" | "threads" | "recordsPerPart">): Promise<number>;
}

export interface Measuring extends AsyncDisposable {
  publish(table: SampleTable, rows: number): Promise<PublishedSample>;
}

export async function openMeasuring(): Promise<Measuring> {
  const folder = await mkdtemp(join(tmpdir(), "reelhouse-memory-"));
  const aws = await startLocalAws({ port: 0, dataDir: join(folder, "aws") });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const s3 = { endpoint: aws.url, region: "eu-west-1", credentials, forcePathStyle: true };
  const client = new S3Client(s3);
  for (const Bucket of Object.values(BUCKETS)) await client.send(new CreateBucketCommand({ Bucket }));
  const store = s3ObjectStore(client);
  return {
    async publish(table, rows) {
      const members = join(folder, "members");
      await writeSample(table, rows, members);
      const { dataset } = table;
      const { manifest, manifestText } = await describeFolder(members, { dataset, mode: "delta", sequence: 1 });
      const ref = { dataset, drop: dropId(manifest) };
      const bucket = BUCKETS.processedBucket;
      for (const { path } of manifest.members)
        await store.putStream({ bucket, key: memberKey(ref, path) }, createReadStream(join(members, path)), {});
      await store.put({ bucket, key: manifestKey(ref) }, manifestText, {});
      return {
        manifest,
        async peak(options) {
          const measured: MeasuredDrop = { s3, ref, ...BUCKETS, ...options };
          const { stdout } = await promisify(execFile)(process.execPath, [CHILD, JSON.stringify(measured)]);
          return Number(stdout);
        },
      };
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await aws.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
