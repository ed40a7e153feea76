/**
 * unzip-and-validate is killed with `kill -9` at member boundaries and in the middle of uploads, and started again as Lambda does: the processed
 * bucket ends byte-equal to that of an undisturbed run.
 */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mulberry32 } from "../../cli/demo/sample.ts";
import { ledgerTable } from "../../shared/ledger/dynamodb.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { CREDENTIALS, type RunningAws, runLocalAws } from "../aws/local-aws.ts";
import { movielens, pack } from "../chain/drops.ts";
import { type Moment, type Phase, startKillingProxy } from "./killing-proxy.ts";
import type { WorkerSettings } from "./worker.ts";

/** FRONT_DOOR_CRASH_POINTS=50 for the whole proof; the suite runs fewer. */
const POINTS = Number(process.env.FRONT_DOOR_CRASH_POINTS ?? 6);
const SEED = Number(process.env.FRONT_DOOR_CRASH_SEED ?? 7);
const WORKER = new URL("./worker.ts", import.meta.url);
const KEY = "drop.zip";

let local: RunningAws;
let proxy: Awaited<ReturnType<typeof startKillingProxy>>;
let s3: S3Client;
let dynamo: DynamoDBClient;
let archive: Buffer;
let folder: string;

/** Six members, two of which are larger than one part of an upload. */
function manyRatings() {
  const random = mulberry32(SEED);
  const rows = (count: number, row: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => row(i)).join("");
  const number = (most: number) => 1 + Math.floor(random() * most);
  return {
    ...movielens(SEED),
    "ratings.csv": `userId,movieId,rating,timestamp\n${rows(700_000, (i) => `${1 + Math.floor(i / 50)},${1 + (i % 50)},${number(10) / 2},${1_000_000_000 + number(500_000_000)}\n`)}`,
    "tags.csv": `userId,movieId,tag,timestamp\n${rows(300_000, (i) => `${1 + Math.floor(i / 50)},${1 + (i % 50)},tag ${number(1e9)},${1_000_000_000 + i}\n`)}`,
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-front-door-"));
  const { zip } = await pack(folder, "drop", manyRatings());
  archive = readFileSync(zip);
  local = await runLocalAws();
  proxy = await startKillingProxy(local.aws.url);
  const options = { endpoint: local.aws.url, region: "eu-west-1", credentials: CREDENTIALS };
  s3 = new S3Client({ ...options, forcePathStyle: true });
  dynamo = new DynamoDBClient(options);
}, 120_000);

afterAll(async () => {
  await proxy?.close();
  s3?.destroy();
  dynamo?.destroy();
  await local?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Buckets and a ledger of its own, with the archive in the landing bucket. */
async function world(name: string): Promise<WorkerSettings> {
  const settings = {
    endpoint: proxy.url,
    landing: `landing-${name}`,
    processed: `processed-${name}`,
    table: `ledger-${name}`,
    key: KEY,
  };
  for (const Bucket of [settings.landing, settings.processed]) await s3.send(new CreateBucketCommand({ Bucket }));
  await dynamo.send(new CreateTableCommand(ledgerTable(settings.table)));
  await s3ObjectStore(s3).put({ bucket: settings.landing, key: KEY }, archive);
  return settings;
}

/** The exit code; `null` when it was killed. */
async function invoke(settings: WorkerSettings, moment?: Moment): Promise<number | null> {
  const child = fork(WORKER, [JSON.stringify(settings)], { silent: true, execArgv: [] });
  const errors: Buffer[] = [];
  child.stderr!.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdout!.resume();
  proxy.watch(moment, () => child.kill("SIGKILL"));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0 && code !== null) throw new Error(Buffer.concat(errors).toString());
  return code;
}

/** SHA-256 of everything in the bucket, by key. */
async function contents(bucket: string): Promise<Record<string, string>> {
  const store = s3ObjectStore(s3);
  const found: Record<string, string> = {};
  for await (const { key } of store.list({ bucket, prefix: "" })) {
    const hash = createHash("sha256");
    for await (const chunk of store.stream({ bucket, key })) hash.update(chunk);
    found[key] = hash.digest("hex");
  }
  return found;
}

it(`comes through ${POINTS} kills with the bytes of an undisturbed run (seed ${SEED})`, async () => {
  const undisturbed = await world("undisturbed");
  expect(await invoke(undisturbed)).toBe(0);
  const expected = await contents(undisturbed.processed);
  expect(Object.keys(expected).map((key) => key.split("/").at(-1))).toEqual(
    expect.arrayContaining(["manifest.json", "receipt.json", "ratings.csv", "tags.csv"]),
  );
  const asked = proxy.seen();
  const moments: Moment[] = asked.flatMap(({ bodyBytes }, request) =>
    (["before", "half", "done"] satisfies Phase[])
      .filter((phase) => phase !== "half" || bodyBytes > 100_000) // an upload
      .map((phase) => ({ request, phase })),
  );
  // Uploads first, in an order of the seed; then the rest: each is a boundary between two writes.
  const random = mulberry32(SEED);
  const shuffled = moments.map((moment) => ({ moment, at: random() })).sort((a, b) => a.at - b.at);
  const uploads = shuffled.filter(({ moment }) => moment.phase === "half");
  const others = shuffled.filter(({ moment }) => moment.phase !== "half");
  expect(uploads.length).toBeGreaterThanOrEqual(4);
  const points = [...uploads.slice(0, Math.ceil(POINTS / 2)), ...others].slice(0, POINTS);
  let killed = 0;
  for (const [index, { moment }] of points.entries()) {
    const settings = await world(`point-${index}`);
    const label = `${moment.phase} request ${moment.request} (${asked[moment.request]?.label})`;
    if ((await invoke(settings, moment)) === null) {
      killed += 1;
      const keys = Object.keys(await contents(settings.processed));
      // What the next step waits for is there only when everything is.
      if (keys.some((key) => key.endsWith("manifest.json")))
        expect(keys, label).toHaveLength(Object.keys(expected).length);
      expect(await invoke(settings), label).toBe(0);
    }
    expect(await contents(settings.processed), label).toEqual(expected);
  }
  expect(killed).toBe(points.length);
}, 900_000);
