/** Peak memory of reading a ZIP from S3, and from S3 to S3, flat from 1 MB to READ_S3_BIG_MB (inflated; 100); and the GETs before a small drop's first upload. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { startLocalAws } from "../local/aws/server.ts";
import { s3ObjectStore } from "../shared/object-store/s3.ts";
import type { BenchRow } from "./bench.ts";
import { makeBigArchive } from "./read-zip/make-big-archive.ts";
import { BUCKET, clientOf, type ObjectCost } from "./read-zip/read-object.ts";

const MB = 1_000_000;
/** MiB. */
const GOALS = { read: 200, copy: 300 };

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-bench-s3-"));
  const aws = await startLocalAws({ port: 0, dataDir: folder });
  const client = clientOf(aws.url);
  const sizes = [...new Set([1, 100, Number(process.env.READ_S3_BIG_MB ?? 100)])];
  const costs: Record<"read" | "copy", Record<string, ObjectCost>> = { read: {}, copy: {} };
  try {
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
    for (const size of sizes) {
      const path = join(folder, "archive.zip");
      await makeBigArchive(path, size * MB);
      const key = `${size}.zip`;
      const { size: bytes } = statSync(path);
      await s3ObjectStore(client).putStream(
        { bucket: BUCKET, key },
        createReadStream(path, { highWaterMark: 1 << 20 }),
      );
      rmSync(path);
      for (const mode of ["read", "copy"] as const)
        costs[mode][`${size} MB`] = await readOnce(aws.url, key, bytes, mode);
    }
  } finally {
    client.destroy();
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const memory = (mode: "read" | "copy"): BenchRow => {
    const peaks = Object.fromEntries(
      Object.entries(costs[mode]).map(([name, { peakMiB }]) => [name, Math.round(peakMiB)]),
    );
    const ratio = Math.max(...Object.values(peaks)) / GOALS[mode];
    const what = mode === "read" ? "from S3" : "from S3 to S3";
    return {
      bench: `read-s3: peak memory ${what}, MiB`,
      ratio: Math.round(ratio * 1000) / 1000,
      goal: 1,
      ok: ratio <= 1,
      peaks,
    };
  };
  const gets = costs.copy["1 MB"]!.getsBeforeUpload ?? Number.POSITIVE_INFINITY;
  return [
    memory("read"),
    memory("copy"),
    { bench: "read-s3: GETs before a 1 MB drop's first upload", ratio: gets / 2, goal: 1, ok: gets <= 2, gets },
  ];
}

async function readOnce(endpoint: string, key: string, bytes: number, mode: string): Promise<ObjectCost> {
  const child = fork(join(import.meta.dirname, "read-zip", "read-object.ts"), [endpoint, key, String(bytes), mode], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const [cost] = (await once(child, "message")) as [ObjectCost];
  return cost;
}
