/** One large drop of ratings through both engines, and what they made of it held against each other. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { writeMovieLensShape } from "../../bench/movielens-shape.ts";
import type { Done } from "../../shared/done.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { runLocalAws } from "../aws/local-aws.ts";
import { differenceOf } from "./compare.ts";
import { BUCKETS, makeAssets, PROCESSED, publishFolder, runDuckdb, runSpark } from "./drops.ts";
import { SparkSession } from "./spark-session.ts";

export interface AtScale {
  csvBytes: number;
  /** What DuckDB made: counts by table. */
  done: Done;
  /** The first difference in words. */
  difference: string | undefined;
  duckdbSeconds: number;
  /** Without the start of Spark, which takes the same time for any drop. */
  sparkSeconds: number;
}

/** One line in a thousand breaks a rule or repeats another. Throws an Error when one of the engines fails. */
export async function compareAtScale(ratings: number, tell: (line: string) => void): Promise<AtScale> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-scale-"));
  await using running = await runLocalAws();
  const client = new S3Client({ ...running.options, forcePathStyle: true });
  try {
    for (const bucket of [PROCESSED, ...Object.values(BUCKETS)])
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const store = s3ObjectStore(client);
    const members = join(folder, "members");
    mkdirSync(members);
    tell(`writing ${ratings.toLocaleString("en-US")} ratings`);
    await writeMovieLensShape(members, { ratings, faultEvery: 1_000 });
    const csvBytes = statSync(join(members, "ratings.csv")).size;
    const ref = await publishFolder(store, members, "movielens");
    tell("DuckDB");
    const [duckdb, duckdbSeconds] = await timed(() => runDuckdb(store, ref, true));
    await using spark = await SparkSession.start(running.aws.url, tell, { java: "" });
    const assets = makeAssets(join(folder, "assets"));
    tell("Spark");
    const [onSpark, sparkSeconds] = await timed(() => runSpark(store, spark, ref, { acceptsRejects: true, assets }));
    tell("comparing");
    const difference = await differenceOf(store, duckdb, onSpark);
    if (!duckdb.done) throw new Error(`DuckDB refused the drop: ${JSON.stringify(duckdb.reason)}`);
    return { csvBytes, done: duckdb.done, difference, duckdbSeconds, sparkSeconds };
  } finally {
    client.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now();
  const value = await work();
  return [value, Math.round((performance.now() - startedAt) / 100) / 10];
}
